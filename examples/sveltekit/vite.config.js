import adapter from "@sveltejs/adapter-node";
import { sveltekit } from "@sveltejs/kit/vite";

export default {
  plugins: [
    // Whence forms may be sent; without it, the adapter takes https for granted.
    sveltekit({ adapter: adapter(), paths: { origin: process.env.ORIGIN } }),
  ],
};

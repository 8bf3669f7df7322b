export default {
  srcDir: "server",
  compatibilityDate: "2025-07-15",
  experimental: { wasm: process.env.WASM === "1" },
  plugins: process.env.PLUGIN === "1" ? ["./plugin.js"] : [],
};

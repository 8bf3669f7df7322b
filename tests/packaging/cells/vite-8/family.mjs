import {
  bundleForNode,
  bundleForPage,
  bundleWithoutClient,
} from "../../driver/cells.mjs";
import { viteCells } from "../../driver/vite.mjs";

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Vite",
  cells: [
    ...viteCells("core"),
    bundleForPage({
      tool: "vite",
      name: "a page, slim with the module's address",
      args: ["build", "--config", "vite.slim.config.js"],
      folder: "web-slim",
      page: "slim.html",
      tier: "full",
    }),
    bundleForNode({
      tool: "vite",
      name: "SSR, convex/browser replaced by the entry convex",
      args: ["build", "--config", "vite.alias.config.js"],
      output: "ssr-alias/main-alias.js",
    }),
    bundleWithoutClient({
      tool: "vite",
      args: ["build", "--config", "vite.small.config.js"],
      output: "ssr-small/main-small.js",
    }),
  ],
};

import { bundleForPage } from "../../driver/cells.mjs";

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Parcel",
  cells: [
    bundleForPage({
      tool: "parcel",
      args: [
        "build",
        "index.html",
        "--dist-dir",
        "web",
        "--cache-dir",
        "cache",
      ],
      folder: "web",
      tier: "full",
    }),
  ],
};

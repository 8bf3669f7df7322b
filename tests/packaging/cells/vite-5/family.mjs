import { viteCells } from "../../driver/vite.mjs";

/** @type {import("../../driver/family.mjs").Family} */
export default { title: "Vite", cells: viteCells("full") };

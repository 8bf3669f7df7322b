import { comparing, stopping } from "../../driver/vitest.mjs";

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Vitest",
  cells: [...comparing("full"), ...stopping()],
};

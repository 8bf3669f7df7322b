import { findProgram } from "./installed.mjs";

/** The path of Chromium or Chrome. */
export function findChromium() {
  return findProgram({
    title: "Chromium",
    variable: "CHROMIUM_PATH",
    names: [
      "chromium",
      "chromium-browser",
      "google-chrome",
      "google-chrome-stable",
    ],
    package: "chromium",
  });
}

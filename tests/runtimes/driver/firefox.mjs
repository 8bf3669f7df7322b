import { findProgram } from "./installed.mjs";

/** The path of Firefox. */
export function findFirefox() {
  return findProgram({
    title: "Firefox",
    variable: "FIREFOX_PATH",
    names: ["firefox-esr", "firefox"],
    package: "firefox-esr",
  });
}

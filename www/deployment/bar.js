// The controls that choose the deployment, and say whether it answers.
import { find, make, messageOf, printMs } from "../dom.js";
import { deployment } from "./deployment.js";

/** @typedef {import("./deployment.js").Choice} Choice */

const choice = find("#deployment", HTMLSelectElement);
const urlField = find("#deployment-url-field", HTMLElement);
const url = find("#deployment-url", HTMLInputElement);
const state = find("#deployment-state", HTMLElement);

/** Counts the tries, so that a late answer does not replace a newer one. */
let latest = 0;

/** @param {URLSearchParams} params of the address that the page was opened by */
export function startBar(params) {
  const { deployment: served } = deployment.site;
  if (served) {
    const title = served.testing ? "Embedded backend" : served.url;
    choice.append(make("option", { value: "served" }, title));
  }
  choice.append(make("option", { value: "other" }, "Your own, by its URL"));
  choice.addEventListener("change", () => {
    choose(/** @type {Choice} */ (choice.value), url.value.trim());
    if (choice.value === "other") url.focus();
  });
  url.addEventListener("change", () => choose("other", url.value.trim()));
  const linked = params.get("url");
  if (linked !== null) choose("other", linked, true);
  else if (served && params.get("deployment") !== "demo") choose("served");
  else choose("demo");
}

/** What a link says of the deployment. @returns {Record<string, string>} */
export function shareDeployment() {
  if (deployment.choice === "other") return { url: deployment.url };
  return deployment.isDemo ? { deployment: "demo" } : {};
}

/**
 * @param {Choice} chosen
 * @param {string} [address]
 * @param {boolean} [isFromLink]
 */
function choose(chosen, address = "", isFromLink = false) {
  choice.value = chosen;
  urlField.hidden = chosen !== "other";
  if (chosen === "other") url.value = address;
  deployment.choose(chosen, address, isFromLink);
  void tell();
}

async function tell() {
  const own = ++latest;
  const isOther = deployment.choice === "other";
  if (deployment.isDemo)
    return show("good", "Runs in this page: nothing leaves it");
  if (isOther && deployment.url === "") return show("", "Enter its URL");
  if (deployment.isFromLink) return show("", "From the link, not tried yet");
  show("", "Trying…");
  try {
    const ms = await deployment.try();
    if (own === latest) show("good", `Answers in ${printMs(ms)}`);
  } catch (error) {
    if (own === latest) show("bad", messageOf(error));
  }
}

/**
 * @param {"" | "good" | "bad"} mood
 * @param {string} text
 */
function show(mood, text) {
  state.className = `verdict ${mood}`;
  state.textContent = text;
  url.ariaInvalid = mood === "bad" ? "true" : null;
}

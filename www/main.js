// Starts the page: the deployment, the tabs, and each panel when it is opened.
import { makeLink, readAddress } from "./address.js";
import { copyWith } from "./copy.js";
import { shareDeployment, startBar } from "./deployment/bar.js";
import { deployment } from "./deployment/deployment.js";
import { find, messageOf, showProblem } from "./dom.js";
import * as playground from "./playground/panel.js";
import { startTabs } from "./tabs.js";

/**
 * What a panel's module has.
 *
 * @typedef {object} Panel
 * @property {(params: URLSearchParams) => void} start is called once, with what the address says where it named the panel
 * @property {() => void} [open] is called whenever the panel is shown
 * @property {() => Record<string, string | undefined>} [share] what a link to it fills in
 */

/** @type {Record<string, () => Promise<Panel>>} */
const panels = {
  playground: async () => playground,
  retries: () => import("./retries/panel.js"),
  once: () => import("./once/panel.js"),
  queue: () => import("./queue/panel.js"),
  tasks: () => import("./tasks/panel.js"),
  speed: () => import("./speed/panel.js"),
};

/** Panels that were opened before. @type {Map<string, Panel>} */
const started = new Map();
const address = readAddress();
let open = "";

/** @param {string} name */
async function show(name) {
  open = name;
  const problem = find("#page-problem", HTMLElement);
  const place = find(`#${name}`, HTMLElement);
  showProblem(problem, undefined);
  // Nothing happens yet where something is pressed.
  place.inert = !started.has(name);
  try {
    const panel = await panels[name]();
    if (!started.has(name)) {
      started.set(name, panel);
      const isLinked = name === address.panel;
      panel.start(isLinked ? address.params : new URLSearchParams());
    }
    place.inert = false;
    panel.open?.();
  } catch (error) {
    showProblem(problem, `This panel did not start: ${messageOf(error)}`);
  }
}

function showFacts() {
  const { versions, links = { npm: "" } } = deployment.site;
  for (const [name, url] of Object.entries(links)) {
    const link = find(`#link-${name}`, HTMLAnchorElement);
    link.href = url;
    link.hidden = url === "";
  }
  if (!versions) return;
  find("#versions", HTMLElement).textContent =
    `This page runs version ${versions.client}, and compares it with version ${versions.official} of convex.`;
}

await deployment.load();
showFacts();
startBar(address.params);
startTabs((name) => void show(name));
copyWith(find("#share", HTMLButtonElement), () =>
  makeLink(open, { ...shareDeployment(), ...started.get(open)?.share?.() }),
);
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const text = find(`#${button.dataset.copy}`, HTMLElement);
  copyWith(
    button,
    () => text.textContent ?? "",
    () => text,
  );
}

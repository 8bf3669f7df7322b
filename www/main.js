// Starts the page: the tabs, the deployment, the panels.
import { deployment } from "./deployment.js";
import { find } from "./dom.js";
import { startPlayground } from "./playground/panel.js";
import { startQueue } from "./queue/panel.js";
import { startSpeed } from "./speed/panel.js";
import { startTabs } from "./tabs.js";
import { startTasks } from "./tasks/panel.js";

const url = find("#deployment-url", HTMLInputElement);
const kind = find("#deployment-kind", HTMLElement);

url.addEventListener("change", () => deployment.choose(url.value.trim()));
deployment.addEventListener("change", () => {
  url.value = deployment.url;
  kind.textContent = deployment.isEmbedded
    ? "the embedded backend"
    : deployment.url === ""
      ? "none yet: enter yours"
      : "";
});

startPlayground();
startQueue();
const tasks = startTasks();
startSpeed();
await deployment.load();

const { versions } = deployment.site;
if (versions) {
  find("#versions", HTMLElement).textContent =
    `This page runs version ${versions.client}, against ${versions.official} of the official client.`;
}
startTabs((name) => {
  if (name === "tasks") tasks.open();
});

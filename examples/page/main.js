import {
  anyApi as api,
  ConvexHttpClient,
} from "./node_modules/convex-http-client/dist/index.js";

const query = new URLSearchParams(location.search);
const client = new ConvexHttpClient(
  query.get("deployment") ?? "http://127.0.0.1:3210",
);
const form = document.querySelector("#form");
const status = document.querySelector("#status");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = String(new FormData(form).get("text"));
  form.reset();
  void show(() => client.mutation(api.tasks.create, { text }));
});
void show();

/** Lists the tasks, after a change if there is one. */
async function show(change = async () => {}) {
  try {
    await change();
    const tasks = await client.query(api.tasks.list);
    const items = tasks.map(({ text }) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    });
    document.querySelector("#tasks").replaceChildren(...items);
    status.textContent = "";
  } catch (error) {
    status.textContent = error.message;
  }
}

import { openWebKit, send } from "../../packaging/driver/webkit.mjs";
import { focusEditor } from "./locate.mjs";

/** @typedef {import("./tab.mjs").Browser} Browser */
/** @typedef {import("./tab.mjs").Tab} Tab */

/** What WebDriver calls keys that write nothing. https://w3c.github.io/webdriver/#keyboard-actions */
const KEYS = new Map(
  Object.entries({
    Backspace: "\uE003",
    Enter: "\uE007",
    Tab: "\uE004",
    Control: "\uE009",
    ArrowLeft: "\uE012",
    ArrowRight: "\uE014",
    Home: "\uE011",
    End: "\uE010",
    " ": " ",
  }),
);

/** What WebDriver calls an element's id. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** @returns {Promise<Browser>} */
export async function launchWebKit() {
  const { session, version, stop } = await openWebKit(process.cwd());
  return {
    name: "webkit",
    version,
    newTab: async () => makeTab(session),
    close: stop,
  };
}

/**
 * One window serves every test: a page that is opened anew starts anew.
 *
 * @param {string} session
 * @returns {Tab}
 */
function makeTab(session) {
  const evaluate = async (/** @type {string} */ source) => {
    // WebDriver takes no promise for an answer here, but calls back.
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${source})).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const url = `${session}/execute/async`;
    const { value, error } = await send(url, { script, args: [] });
    if (error !== undefined) throw new Error(error);
    return value ?? undefined;
  };
  const find = async (/** @type {string} */ selector) => {
    const using = "css selector";
    const found = await send(`${session}/element`, { using, value: selector });
    return `${session}/element/${found[ELEMENT]}`;
  };
  const press = async (/** @type {string[]} */ keys) => {
    const values = keys.map((key) => KEYS.get(key) ?? key);
    const down = values.map((value) => ({ type: "keyDown", value }));
    const up = values.map((value) => ({ type: "keyUp", value }));
    const actions = [...down, ...up.toReversed()];
    const keyboard = { type: "key", id: "keyboard", actions };
    await send(`${session}/actions`, { actions: [keyboard] });
  };
  return {
    goto: (url) => send(`${session}/url`, { url }),
    evaluate,
    click: async (selector) => send(`${await find(selector)}/click`, {}),
    fill: async (selector, text) => {
      if (await evaluate(focusEditor)) {
        await press(["Control", "a"]);
        for (const key of ["Backspace", ...text]) await press([key]);
        return;
      }
      const element = await find(selector);
      await send(`${element}/clear`, {});
      if (text !== "") await send(`${element}/value`, { text });
    },
    choose: async (selector, label) => {
      const index = await evaluate(
        `[...document.querySelector(${JSON.stringify(selector)}).options].findIndex(({ text }) => text === ${JSON.stringify(label)}) + 1`,
      );
      const option = await find(`${selector} option:nth-of-type(${index})`);
      await send(`${option}/click`, {});
    },
    press,
    resize: (width, height) =>
      send(`${session}/window/rect`, { x: 0, y: 0, width, height }),
    screenshot: async () => {
      const response = await fetch(`${session}/screenshot`);
      const { value } = await response.json();
      return Buffer.from(value, "base64");
    },
    // WebDriver does not tell them; the other browsers do.
    complaints: () => [],
    close: async () => {},
  };
}

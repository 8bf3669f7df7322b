/**
 * What tests need of a browser's tab, whatever steers it. Clicks and keys are the browser's own, not events that a
 * script makes up.
 *
 * @typedef {object} Tab
 * @property {(url: string) => Promise<void>} goto
 * @property {(source: string) => Promise<any>} evaluate an expression, or a promise of its value
 * @property {(selector: string) => Promise<void>} click
 * @property {(selector: string, text: string) => Promise<void>} fill replaces the text of a field
 * @property {(selector: string, label: string) => Promise<void>} choose an option of a list
 * @property {(keys: string[]) => Promise<void>} press at once; names are those of `KeyboardEvent.key`
 * @property {(width: number, height: number) => Promise<void>} resize
 * @property {() => Promise<Buffer>} screenshot
 * @property {() => string[]} complaints errors on the console and in scripts since the page was opened
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Browser
 * @property {string} name
 * @property {string} version
 * @property {() => Promise<Tab>} newTab
 * @property {() => Promise<void>} close
 */

export {};

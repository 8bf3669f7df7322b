// What the module hands over. Its functions return nothing but numbers: those that returned objects or strings would take
// more code on both sides, and more time.

let value: any;
let text = "";

/** Called by the module, at the end of a function. */
export function handOver(result: unknown): void {
  value = result;
}

/** The bytes are in the module's memory. */
export function handOverBytes(bytes: Uint8Array): void {
  value = bytes.slice().buffer;
}

/** Adds a part to the text that is handed over. */
export function handOverText(part: string): void {
  text += part;
}

/** Hands over a text of twelve ASCII characters, four in each number. */
export function handOverGroups(a: number, b: number, c: number): void {
  text = characters(a) + characters(b) + characters(c);
}

const characters = (group: number) =>
  String.fromCharCode(
    group & 0xff,
    (group >> 8) & 0xff,
    (group >> 16) & 0xff,
    group >> 24,
  );

/** Returns the value that was handed over. It is not kept: it may hold a call's result. */
export function collect(): any {
  const result = value;
  value = undefined;
  return result;
}

/** Returns the text that was handed over. */
export function collectText(): string {
  const whole = text;
  text = "";
  return whole;
}

/** Forgets what a function had handed over before it failed. */
export function discard(): void {
  value = undefined;
  text = "";
}

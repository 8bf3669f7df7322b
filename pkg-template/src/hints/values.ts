// What can be sent in the place of what cannot.

const BYTES = "Send its bytes as an ArrayBuffer: new Uint8Array(value).buffer.";
const NUMBERS =
  "Send its numbers as an array, [...value], or its bytes as an ArrayBuffer, value.buffer.";
const FILE =
  "Send its bytes as an ArrayBuffer, await value.arrayBuffer(), or upload it to the deployment's file storage and send its id.";
const TEXT = "Send it as a string: String(value).";
const FUNCTION =
  "A function cannot be sent: call it, and send what it returns.";
const PLAIN = "Send what it holds: value.valueOf().";

const INSTEAD: Record<string, string> = {
  __proto__: null as any,
  Date: "Send its time in milliseconds: value.getTime().",
  Map: "Send an array of pairs, [...value], or an object, Object.fromEntries(value).",
  Set: "Send an array: [...value].",
  Promise: "It is a promise: await it before it is sent.",
  Uint8Array: BYTES,
  Uint8ClampedArray: BYTES,
  Buffer: BYTES,
  SharedArrayBuffer: BYTES,
  DataView: "Send its bytes as an ArrayBuffer: value.buffer.",
  Int8Array: NUMBERS,
  Int16Array: NUMBERS,
  Uint16Array: NUMBERS,
  Int32Array: NUMBERS,
  Uint32Array: NUMBERS,
  Float32Array: NUMBERS,
  Float64Array: NUMBERS,
  BigInt64Array: NUMBERS,
  BigUint64Array: NUMBERS,
  Blob: FILE,
  File: FILE,
  URL: TEXT,
  URLSearchParams: TEXT,
  RegExp: TEXT,
  Symbol: TEXT,
  FormData: "Send a plain object: Object.fromEntries(value).",
  Headers: "Send a plain object: Object.fromEntries(value).",
  Function: FUNCTION,
  AsyncFunction: FUNCTION,
  GeneratorFunction: FUNCTION,
  AsyncGeneratorFunction: FUNCTION,
  Number: PLAIN,
  String: PLAIN,
  Boolean: PLAIN,
  BigInt: PLAIN,
};

/** Says what to send instead of a value of a class. */
export function insteadOf(name: string): string {
  const instead = INSTEAD[name];
  if (instead) return instead;
  if (/(Error|Exception)$/.test(name))
    return "Send what is needed of it, such as value.message.";
  return `Send a plain object with what the function needs of it, such as { ...value }.`;
}

// What to do about arguments that cannot be sent.
import { isNamed, type Clues } from "./hint.ts";
import { insteadOf } from "./values.ts";

const ONE_OBJECT =
  "Give the arguments as one object with their names, such as { id }.";

/** Hints by what a message begins with, or has in it. */
const BY_MESSAGE: [
  RegExp,
  string | ((...found: string[]) => string | undefined),
][] = [
  [
    /^Invalid (option|batch)|^Unknown option|was freed|without its client/,
    () => undefined,
  ],
  [
    /circular|cyclic/,
    "The arguments contain themselves, and something that cannot be sent: send ids instead of the objects.",
  ],
  [
    /^BigInt /,
    "Convex has integers of 64 bits: send a larger one as a string.",
  ],
  [
    /^undefined is not a valid Convex value/,
    "An array cannot hold undefined: leave the item out, or send null.",
  ],
  [/^(\w*).* is not a supported Convex type/s, (_, name) => insteadOf(name)],
  [
    /^Field name .* starts with a '\$'/s,
    "Convex keeps the names that begin with $ for itself: give the field another name.",
  ],
  [
    /^Field name /,
    "Names of fields are printable ASCII, of at most 1024 characters: send other names as values, in an array of { name, value }.",
  ],
  [
    /must be an object\. Received: \[object (\w+)\]/,
    (_, name) =>
      name === "Promise"
        ? "The arguments are a promise: await it."
        : name === "FormData" || name === "URLSearchParams" || name === "Map"
          ? "Send a plain object: Object.fromEntries(args)."
          : "Send a plain object: { ...args }.",
  ],
  [/must be an object\. Received: /, ONE_OBJECT],
  [/^API path is expected/, "Name a module and its function: api.tasks.list."],
  [
    /^Expected function reference .* handle/s,
    "A handle is for a deployment's own functions: give api.file.func.",
  ],
  [
    /^Expected function reference /,
    "A function of a component is no public one: call it from a function of the app.",
  ],
  [
    /cannot be sent: it is \[object Promise\]/,
    "The token is a promise: await it, or give the function that fetches it, as in setAuth(fetchToken).",
  ],
  [
    /cannot be sent: it is \[object (\w+)\]/,
    (_, name) =>
      `Give the token itself, a string, not the ${name === "Object" ? "object that holds it" : name}.`,
  ],
  [/iterable/, "Give a batch as an array of [functionReference, args]."],
];

export function hintOfArgs(
  error: unknown,
  text: string,
  path: string | undefined,
  clues: Clues,
): string | undefined {
  for (const [pattern, hint] of BY_MESSAGE) {
    const found = pattern.exec(text);
    if (found) return typeof hint === "string" ? hint : hint(...found);
  }
  // What engines say of an exhausted stack.
  if (isNamed(error, "RangeError", "InternalError"))
    return path && !/^\[\d+\]$/.test(path)
      ? `What stands at ${path} contains it: send its id, or leave it out.`
      : "The arguments contain themselves, or are nested too deeply: the server takes 64 levels.";
  const reference = referenceOf(clues[0], path);
  if (reference === undefined || reference === null)
    return `The reference is ${reference}: a name in it is mistyped, or what it is taken from is not the generated api.`;
  // What engines say of null as arguments.
  if (isNamed(error, "TypeError") && /\bnull\b/.test(text)) return ONE_OBJECT;
  if (/ is not a functionReference$/.test(text))
    return 'Give a reference, such as api.tasks.list, or the name of the function, "tasks:list".';
  return undefined;
}

/** Returns the reference of a call, or of the entry of a batch that a path begins with. */
function referenceOf(reference: unknown, path: string | undefined): unknown {
  if (!Array.isArray(reference)) return reference;
  const [, index] = /^\[(\d+)\]/.exec(path ?? "") ?? [];
  return index === undefined ? "" : reference[Number(index)];
}

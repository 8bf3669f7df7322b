// Slips of the names of options.
import { everyMethod } from "../methods.js";
import { success } from "../setting.js";

const CALL = [
  "timeout",
  "signal",
  "retry",
  "auth",
  "headers",
  "idempotent",
  "fetchOptions",
  "skipQueue",
];
const CLIENT = [
  "timeout",
  "signal",
  "retry",
  "auth",
  "headers",
  "idempotent",
  "fetchOptions",
  "hooks",
  "fetch",
  "logger",
  "skipConvexDeploymentUrlCheck",
];

/** Names inside of options, by the option. @type {Record<string, string[]>} */
const INSIDE = {
  timeout: ["query", "mutation", "action"],
  retry: ["limit", "backoff", "maxDelay", "shouldRetry"],
  hooks: ["onRequest", "onResponse", "onRetry", "includeHeaders"],
};

/** Every way to mistype a name by one key, or in its case. @param {string} name @param {string[]} known */
function slipsOf(name, known) {
  const letters = [...name];
  const found = new Set([
    name.toLowerCase(),
    name.toUpperCase(),
    name[0].toUpperCase() + name.slice(1),
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    `${name}s`,
  ]);
  for (const index of letters.keys()) {
    found.add(name.slice(0, index) + name.slice(index + 1));
    found.add(name.slice(0, index) + letters[index] + name.slice(index));
    found.add(`${name.slice(0, index)}x${name.slice(index + 1)}`);
    const [one, two] = [letters[index], letters[index + 1]];
    if (two)
      found.add(name.slice(0, index) + two + one + name.slice(index + 2));
  }
  for (const one of known) found.delete(one);
  return [...found];
}

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "every slip in a call's options is refused with the right name, on every method",
    run: async (t) => {
      let sent = 0;
      const client = t.client({ fetch: async () => (sent++, success()) });
      for (const name of CALL)
        for (const slip of slipsOf(name, CALL))
          for (const [method, { call }] of everyMethod) {
            const error = await t.rejection(
              call(client, "a:b", {}, { [slip]: undefined }),
              `${method} ${slip}`,
            );
            t.ok(
              error.message.includes(`\`${slip}\``) &&
                error.message.includes(`\`${name}\``),
              error.message,
            );
            t.info(error, { kind: "args" });
          }
      t.equal([sent, client.pendingMutations], [0, 0]);
    },
  },

  {
    name: "every slip in a client's options is refused with the right name",
    run: (t) => {
      for (const name of CLIENT)
        for (const slip of slipsOf(name, CLIENT))
          check(t, slip, name, () => t.client({ [slip]: 1 }));
    },
  },

  {
    name: "another client's name of an option is refused with ours",
    run: async (t) => {
      const names = [
        ["retries", "retry"],
        ["maxRetries", "retry"],
        ["maxAttempts", "retry"],
        ["abortSignal", "signal"],
        ["token", "auth"],
        ["cache", "fetchOptions"],
      ];
      let sent = 0;
      const fetch = async () => (sent++, success());
      const client = t.client({ fetch });
      for (const [alias, name] of names) {
        check(t, alias, name, () => t.client({ [alias]: 1 }));
        for (const [method, { call }] of everyMethod) {
          const error = await t.rejection(
            call(client, "a:b", {}, { [alias]: 1 }),
            `${method} ${alias}`,
          );
          t.ok(error.message.includes(`\`${name}\``), error.message);
          t.info(error, { kind: "args" });
        }
      }
      for (const alias of ["retries", "maxRetries", "maxAttempts"])
        check(t, alias, "limit", () => t.client({ retry: { [alias]: 3 } }));
      // That is a call's, and a client's calls would wait in silence.
      check(t, "skipQueue", "mutation(…, { skipQueue })", () =>
        t.client({ skipQueue: true }),
      );
      t.equal([sent, client.pendingMutations], [0, 0]);
    },
  },

  {
    name: "every slip inside of an option is refused with the right name",
    run: (t) => {
      for (const [option, names] of Object.entries(INSIDE))
        for (const name of names)
          for (const slip of slipsOf(name, names))
            check(t, slip, name, () =>
              t.client({ [option]: { [slip]: undefined } }),
            );
    },
  },

  {
    name: "every slip in the options of paginate is refused with the right name",
    run: async (t) => {
      const known = ["numItems", "cursor", "endCursor", "prefetch"];
      for (const name of known)
        for (const slip of slipsOf(name, [...known, ...CALL])) {
          const options = { numItems: 5, [slip]: 1 };
          let message;
          try {
            await t
              .client()
              .paginate("messages:page", {}, options)
              .pages()
              .next();
          } catch (error) {
            message = error instanceof Error ? error.message : String(error);
          }
          t.ok(
            message?.includes(`\`${slip}\``) && message.includes(`\`${name}\``),
            `${slip}: ${message}`,
          );
        }
    },
  },
];

/**
 * @param {import("../setting.js").Setting} t
 * @param {string} slip
 * @param {string} name
 * @param {() => unknown} make
 */
function check(t, slip, name, make) {
  let message;
  try {
    make();
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  t.ok(
    message?.includes(`\`${slip}\``) && message.includes(`\`${name}\``),
    `${slip}: ${message}`,
  );
}

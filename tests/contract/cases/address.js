import { ADDRESS } from "../harness/side.js";

const PREFIX = "Invalid deployment address: ";
const SKIP = "use the `skipConvexDeploymentUrlCheck` option to bypass this.";

/** @type {Record<string, [address: any, message: string]>} */
const refused = {
  undefined: [
    undefined,
    "Client created with undefined deployment address. If you used an environment variable, check that it's set.",
  ],
  null: [null, `${PREFIX}found null".`],
  number: [5, `${PREFIX}found 5".`],
  true: [true, `${PREFIX}found true".`],
  bigint: [5n, `${PREFIX}found 5".`],
  object: [{}, `${PREFIX}found [object Object]".`],
  "null-like array": [[], `${PREFIX}found ".`],
  "URL object": [
    new URL("https://a.convex.cloud"),
    `${PREFIX}found https://a.convex.cloud/".`,
  ],
  "String object": [new String(ADDRESS), `${PREFIX}found ${ADDRESS}".`],
  "empty string": ["", mustStart("")],
  ftp: ["ftp://a.convex.cloud", mustStart("ftp://a.convex.cloud")],
  "no scheme": ["a.convex.cloud", mustStart("a.convex.cloud")],
  "websocket scheme": [
    "wss://a.convex.cloud",
    mustStart("wss://a.convex.cloud"),
  ],
  "capital scheme": [
    "HTTPS://a.convex.cloud",
    mustStart("HTTPS://a.convex.cloud"),
  ],
  "leading space": [` ${ADDRESS}`, mustStart(` ${ADDRESS}`)],
  "quotes inside": ['"https://a.b"', mustStart('"https://a.b"')],
  "a key instead": [
    "prod:happy-animal-1|abc",
    mustStart("prod:happy-animal-1|abc"),
  ],
  "scheme only": ["https:", notValid("https:")],
  "scheme and slashes": ["https://", notValid("https://")],
  "http and slashes": ["http://", notValid("http://")],
  "angle bracket in the host": ["https://a<b", notValid("https://a<b")],
  "bad port": ["https://a.b:99999", notValid("https://a.b:99999")],
  "port that is no number": ["http://a.b:x", notValid("http://a.b:x")],
  "open bracket": ["https://[::1", notValid("https://[::1")],
  "bad escape in the host": ["https://%zz", notValid("https://%zz")],
  "convex.site": [
    "https://small-mouse-123.convex.site",
    site("https://small-mouse-123.convex.site"),
  ],
  "http convex.site": ["http://a.convex.site", site("http://a.convex.site")],
};

/** @param {string} address */
function mustStart(address) {
  return `${PREFIX}Must start with "https://" or "http://". Found "${address}".`;
}

/** @param {string} address */
function notValid(address) {
  return `${PREFIX}"${address}" is not a valid URL. If you believe this URL is correct, ${SKIP}`;
}

/** @param {string} address */
function site(address) {
  return `${PREFIX}"${address}" ends with .convex.site, which is used for HTTP Actions. Convex deployment URLs typically end with .convex.cloud? If you believe this URL is correct, ${SKIP}`;
}

const accepted = {
  cloud: ADDRESS,
  localhost: "http://localhost:3210",
  "127.0.0.1": "http://127.0.0.1:3210",
  IPv6: "http://[::1]:3210",
  "custom domain": "https://convex.example.com",
  "path prefix": "https://example.com/convex",
  "upper case host": "https://Small-Mouse.Convex.Cloud",
  "default port": "https://a.convex.cloud:443",
  "query string": "https://a.convex.cloud?x=1",
  fragment: "https://a.convex.cloud#x",
  "credentials inside": "https://user:pass@a.convex.cloud",
  "trailing space": "https://a.convex.cloud ",
  "single slash": "https:/a.convex.cloud",
  "no slash": "https:a.convex.cloud",
  "site in the middle": "https://a.convex.site.example.com",
  "site with a port": "https://a.convex.site:443",
  "capital site": "https://a.CONVEX.SITE",
  "non-ASCII host": "https://bücher.example",
};

/** Accepted as they are once the check is skipped. */
const unchecked = {
  "empty string": "",
  ftp: "ftp://example.com",
  "no scheme": "example.com",
  "convex.site": "https://a.convex.site",
  "not a URL": "https://a b",
  relative: "/convex",
  "lone surrogate": "https://a.b/\ud800",
  undefined: undefined,
  null: null,
  number: 5,
};

/** @param {import("../harness/side.js").Side} t @param {any} client */
async function use(t, client) {
  t.record("url", client.url);
  t.sync("backendUrl", () => client.backendUrl());
  await t.call(() => client.query("a:b"));
  await t.call(() => client.mutation("a:b"));
  await t.call(() => client.action("a:b"));
  await t.call(() => client.consistentQuery("a:b"));
  await t.call(() => client.function("a:b"));
}

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...Object.entries(refused).map(([name, [address, message]]) => ({
    name: `refuses ${name}`,
    run: (/** @type {import("../harness/side.js").Side} */ t) => {
      t.sync("new", () => new t.api.ConvexHttpClient(address));
      t.message("new", message);
      t.sync("new with options", () => t.client({}, address));
      t.message("new with options", message);
    },
  })),
  ...Object.entries(accepted).map(([name, address]) => ({
    name: `accepts ${name}`,
    run: async (/** @type {import("../harness/side.js").Side} */ t) => {
      const client = t.client({}, address);
      t.fact("url", client.url, address);
      await use(t, client);
      t.fact("request", t.requests[0].url, `${address}/api/query`);
    },
  })),
  ...Object.entries(unchecked).map(([name, address]) => ({
    name: `unchecked ${name}`,
    run: async (/** @type {import("../harness/side.js").Side} */ t) => {
      await use(t, t.client({ skipConvexDeploymentUrlCheck: true }, address));
    },
  })),
  {
    name: "refuses a symbol",
    run: (t) => {
      t.sync("new", () => t.client({}, Symbol("x")), { engineText: true });
    },
  },
  {
    name: "refuses no arguments at all",
    run: (t) => {
      t.sync("new", () => new t.api.ConvexHttpClient());
    },
  },
  {
    name: "url cannot be assigned",
    run: (t) => {
      const client = t.client();
      t.sync("assign", () => (client.url = "x"), { engineText: true });
      t.fact("url", client.url, ADDRESS);
    },
  },
  {
    name: "a trailing slash is dropped",
    run: (t) => use(t, t.client({}, `${ADDRESS}/`)),
  },
  {
    name: "trailing slashes after a path are dropped",
    run: (t) => use(t, t.client({}, "https://example.com/convex//")),
  },
  {
    name: "trailing slash on localhost is dropped",
    run: (t) => use(t, t.client({}, "http://127.0.0.1:3210/")),
  },
  {
    name: "trailing slash unchecked is dropped",
    run: (t) =>
      use(
        t,
        t.client(
          { skipConvexDeploymentUrlCheck: true },
          "https://a.convex.site/",
        ),
      ),
  },
];

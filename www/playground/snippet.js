// The call as code that runs as it stands.
import { asJavaScript, printValue } from "../values/print.js";

/** @typedef {import("./call.js").Call} Call */

const PATH = /^[A-Za-z_$][\w$]*(?:\/[A-Za-z_$][\w$]*)*(?::[A-Za-z_$][\w$]*)?$/;

/**
 * @param {Call} call
 * @param {string | undefined} url undefined is that of the environment
 * @param {boolean} withSecrets else they come from the environment
 */
export function makeSnippet(
  { kind, path, args, auth, options },
  url,
  withSecrets,
) {
  const reference = printReference(path);
  const names = reference.startsWith("api.")
    ? "anyApi as api, ConvexHttpClient"
    : "ConvexHttpClient";
  const lines = [
    `import { ${names} } from "convex-http-client";`,
    "",
    `const client = new ConvexHttpClient(${url === undefined ? "process.env.CONVEX_URL" : JSON.stringify(url)});`,
  ];
  if (auth.kind !== "none") {
    const [method, variable] =
      auth.kind === "token"
        ? ["setAuth", "CONVEX_TOKEN"]
        : ["setAdminAuth", "CONVEX_DEPLOY_KEY"];
    const secret = withSecrets
      ? JSON.stringify(auth.secret)
      : `process.env.${variable}`;
    lines.push(`client.${method}(${secret});`);
  }
  const hasOptions = Object.keys(options).length > 0;
  const hasArgs = hasOptions || Object.keys(args ?? {}).length > 0;
  const parts = [
    reference,
    kind === "function" && hasArgs && "undefined",
    hasArgs && printValue(args, asJavaScript),
    hasOptions && printValue(options, asJavaScript),
  ];
  const list = parts.filter((part) => part !== false).join(", ");
  lines.push(`const result = await client.${kind}(${list});`);
  lines.push("console.log(result);");
  return `${lines.join("\n")}\n`;
}

/**
 * As a generated `api` names the function, where it can.
 *
 * @param {string} path
 */
function printReference(path) {
  if (!PATH.test(path)) return JSON.stringify(path);
  const [file, name = "default"] = path.split(":");
  return `api.${file.replaceAll("/", ".")}.${name}`;
}

// What an editor shows, by the language server that TypeScript is since release 7:
// https://microsoft.github.io/language-server-protocol
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** @import { Editor } from "./service.mjs" */

/**
 * @param {string} program
 * @param {string} folder
 * @returns {Promise<Editor>}
 */
export async function openServer(program, folder) {
  const connection = connect(program, folder);
  const { request, notify } = connection;
  const uri = pathToFileURL(join(folder, "editor.ts")).href;
  const rootUri = pathToFileURL(folder).href;
  const documentationFormat = ["plaintext"];
  await request("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "project" }],
    capabilities: {
      textDocument: {
        hover: { contentFormat: documentationFormat },
        completion: { completionItem: { documentationFormat } },
        diagnostic: { relatedDocumentSupport: false },
      },
    },
  });
  notify("initialized", {});
  const textDocument = { uri };
  let text = "";
  let version = 0;
  const at = (/** @type {number} */ offset) => {
    const before = text.slice(0, offset).split("\n");
    const position = {
      line: before.length - 1,
      character: before.at(-1).length,
    };
    return { textDocument, position };
  };
  const items = async (/** @type {number} */ offset) => {
    const found = await request("textDocument/completion", at(offset));
    return found?.items ?? found ?? [];
  };
  return {
    show(code) {
      text = code;
      version++;
      if (version === 1) {
        const document = { uri, languageId: "typescript", version, text };
        notify("textDocument/didOpen", { textDocument: document });
      } else {
        notify("textDocument/didChange", {
          textDocument: { uri, version },
          contentChanges: [{ text }],
        });
      }
    },
    async hover(offset) {
      const found = await request("textDocument/hover", at(offset));
      return written(found?.contents);
    },
    async complete(offset) {
      return (await items(offset)).map(({ label }) => label.replace(/\?$/, ""));
    },
    async describe(offset, name) {
      const item = (await items(offset)).find(
        ({ label }) => label.replace(/\?$/, "") === name,
      );
      const whole = await request("completionItem/resolve", item);
      return written(whole?.documentation);
    },
    async errors() {
      const report = await request("textDocument/diagnostic", { textDocument });
      return report.items
        .filter(({ severity }) => severity === 1)
        .map(({ message }) => message);
    },
    close: connection.close,
  };
}

/** @param {string | { value: string } | undefined} text */
const written = (text) => (typeof text === "string" ? text : text?.value) ?? "";

/**
 * Starts a server and speaks JSON-RPC with it.
 *
 * @param {string} program
 * @param {string} folder
 */
function connect(program, folder) {
  const child = spawn(process.execPath, [program, "--lsp", "-stdio"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "ignore"],
  });
  /** @type {Map<number, (message: any) => void>} */
  const waiting = new Map();
  let received = Buffer.alloc(0);
  let last = 0;
  const send = (/** @type {object} */ message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  };
  const receive = (/** @type {any} */ message) => {
    // What the server asks of an editor has no answer here.
    if (message.method !== undefined) {
      if (message.id !== undefined) send({ id: message.id, result: null });
      return;
    }
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  };
  child.stdout.on("data", (data) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const end = received.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = received.subarray(0, end).toString();
      const length = Number(/Content-Length: (\d+)/i.exec(head)?.[1]);
      if (received.length < end + 4 + length) return;
      const body = received.subarray(end + 4, end + 4 + length).toString();
      received = received.subarray(end + 4 + length);
      receive(JSON.parse(body));
    }
  });
  return {
    notify: (/** @type {string} */ method, /** @type {object} */ params) =>
      send({ method, params }),
    request: (/** @type {string} */ method, /** @type {object} */ params) =>
      new Promise((resolve, reject) => {
        last++;
        waiting.set(last, ({ result, error }) =>
          error
            ? reject(new Error(`${method}: ${error.message}`))
            : resolve(result),
        );
        send({ id: last, method, params });
      }),
    close: () => void child.kill(),
  };
}

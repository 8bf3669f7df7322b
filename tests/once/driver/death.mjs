// Processes that are killed while their mutation is under way, and others that come with the same key.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../../runtimes/driver/process.mjs";

/** @typedef {import("../../features/driver/proxy.mjs").Fault} Fault */

/** What happens to the request of the one that dies. @type {Record<string, Fault>} */
const DEATHS = {
  "before the commit": { do: "stall head", forward: false },
  "after the commit": { do: "stall head", forward: true },
  "with its request on the way": { do: "pass", delay: 400 },
};

/**
 * @param {string} folder of the consumer project
 * @param {{ backendUrl: string, proxyUrl: string }} config
 * @returns {Promise<{ name: string, problem: string | undefined }[]>}
 */
export async function checkDeaths(folder, { backendUrl, proxyUrl }) {
  return Promise.all(
    Object.entries(DEATHS).map(async ([when, fault], index) => {
      const name = `a process that is killed ${when}, and one that comes after it`;
      const entry = `killed-${index}`;
      const control = `${proxyUrl}/control/${entry}`;
      await post(control, [fault]);
      const program = `
        import { ConvexHttpClient } from "convex-http-client";
        const client = new ConvexHttpClient("${proxyUrl}/s/${entry}");
        const [args, idempotent] = [{ entry: "${entry}" }, "${entry}"];
        process.stdout.write(await client.mutation("once:add", args, { idempotent }));`;
      const args = ["--input-type=module", "--eval", program];
      try {
        await kill(args, folder, control, fault);
        const printed = await run(process.execPath, args, folder);
        // What is still on the way has arrived by then.
        await sleep(2 * (fault.delay ?? 0));
        const ran = await ledger(backendUrl, entry);
        const isRight = ran.length === 1 && ran[0] === printed;
        const problem = isRight ? undefined : `got ${printed}, ran ${ran}`;
        return { name, problem };
      } catch (error) {
        return { name, problem: String(error) };
      }
    }),
  );
}

/**
 * Starts a process, and kills it when its request has gone as far as it is to go.
 *
 * @param {string[]} args
 * @param {string} folder
 * @param {string} control where the proxy tells of its requests
 * @param {Fault} fault
 */
async function kill(args, folder, control, fault) {
  const options = { cwd: folder, stdio: /** @type {const} */ ("ignore") };
  const child = spawn(process.execPath, args, options);
  const ended = new Promise((done) => child.once("close", done));
  const isThere = async () => {
    const [request] = await (await fetch(control)).json();
    return fault.forward ? request?.status === 200 : request !== undefined;
  };
  while (!(await isThere())) {
    if (child.exitCode !== null) throw new Error("It ended by itself.");
    await sleep(5);
  }
  child.kill("SIGKILL");
  await ended;
}

/**
 * The results of an entry's runs.
 *
 * @param {string} backendUrl
 * @param {string} entry
 * @returns {Promise<string[]>}
 */
async function ledger(backendUrl, entry) {
  const call = {
    path: "once:rows",
    format: "convex_encoded_json",
    args: [{}],
  };
  const { value } = await (await post(`${backendUrl}/api/query`, call)).json();
  return value
    .filter((/** @type {{ entry: string }} */ row) => row.entry === entry)
    .map((/** @type {{ _id: string }} */ { _id }) => _id);
}

/** @param {string} url @param {unknown} body */
const post = (url, body) =>
  fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

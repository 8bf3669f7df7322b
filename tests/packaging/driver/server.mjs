import { listen } from "./process.mjs";
import { freePort } from "./port.mjs";
import { modernNode } from "./programs.mjs";

/**
 * Runs a server that takes its address from HOST and PORT while it is used.
 *
 * @template Result
 * @param {import("./project.mjs").Project} project
 * @param {string} file
 * @param {(url: string) => Promise<Result>} use
 */
export async function withServer(project, file, use) {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const environment = { HOST: "127.0.0.1", PORT: port, ORIGIN: url };
  const place = { cwd: project.folder, environment };
  const server = await listen(modernNode(), [file], url, place);
  try {
    return await use(url);
  } finally {
    await server.stop();
  }
}

/**
 * The first call of a process. The driver measures until it reads the line.
 *
 * @param {new (url: string) => any} Client
 */
export async function firstCall(Client) {
  const { Deno, process } = /** @type {any} */ (globalThis);
  const url = Deno ? Deno.args[0] : process.argv[2];
  await new Client(url).query("values:echo", { value: 1 });
  console.log("done");
}

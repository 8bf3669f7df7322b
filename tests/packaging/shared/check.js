// The calls that every cell makes, whatever loaded the client: each kind of value, both kinds of mutation, an error.

/** How many calls come out right in a cell that works. */
export const CHECKS = 6;

/**
 * @param {{ anyApi: any, ConvexError: any, ConvexHttpClient: any }} client what the cell imported
 * @param {string} url of the backend
 * @returns {Promise<{ checks: number } | { error: string }>}
 */
export async function check({ anyApi, ConvexError, ConvexHttpClient }, url) {
  let checks = 0;
  /** @param {string} what @param {boolean} right */
  const expect = (what, right) => {
    if (!right) throw new Error(`wrong: ${what}`);
    checks += 1;
  };
  try {
    const client = new ConvexHttpClient(url, { logger: false });
    // Not `2n ** 62n`: some compilers make Math.pow of it.
    const id = BigInt("4611686018427387904");
    const bytes = new Uint8Array([0, 127, 255]).buffer;
    const value = { id, bytes, zero: -0, text: "naïve ☃ 😀" };
    const echo = await client.query(anyApi.values.echo, { value });
    expect("int64", echo.id === id);
    expect("bytes", new Uint8Array(echo.bytes).join() === "0,127,255");
    expect("text", echo.text === value.text && Object.is(echo.zero, -0));

    /** @param {unknown} value @param {object} [options] */
    const mutate = (value, options) =>
      client.mutation(anyApi.values.echoMutation, { value }, options);
    const queued = await Promise.all([mutate(1), mutate(2)]);
    expect("queued mutations", queued.join() === "1,2");
    const parallel = { skipQueue: true };
    const sent = await Promise.all([mutate(3, parallel), mutate(4, parallel)]);
    expect("parallel mutations", sent.join() === "3,4");

    const error = await client.query(anyApi.errors.nested).catch(same);
    const data = error instanceof ConvexError ? error.data : undefined;
    expect(
      "error",
      data?.code === "Nested" && data.at === BigInt("9007199254740993"),
    );
    return { checks };
  } catch (error) {
    const { stack, message } = /** @type {any} */ (error) ?? {};
    return { error: `${message ?? error}\n${stack ?? ""}` };
  }
}

/** @param {any} error */
function same(error) {
  return error;
}

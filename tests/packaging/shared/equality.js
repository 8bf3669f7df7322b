// What tests of apps compare: results, data of errors and errors themselves, with what they write down in the test.
import { anyApi, ConvexHttpClient } from "convex-http-client";

/**
 * @param {string} url of the backend
 * @returns {Promise<{ result: any, batch: any, data: any, failed: any, refused: any }>} what calls give
 */
export async function callForAll(url) {
  const client = new ConvexHttpClient(url, { logger: false });
  const same = (/** @type {any} */ error) => error;
  const value = { a: 1, list: [{ b: "c" }] };
  return {
    result: await client.query(anyApi.values.echo, { value }),
    batch: await client.batch([[anyApi.values.echo, { value }]]),
    data: (await client.query(anyApi.errors.nested).catch(same)).data,
    failed: await client.query(anyApi.errors.plain).catch(same),
    refused: await client
      .query(anyApi.values.echo, { value: new Date(0) })
      .catch(same),
  };
}

export const RESULT = { a: 1, list: [{ b: "c" }] };
export const BATCH = [{ status: "fulfilled", value: RESULT }];
export const DATA = {
  code: "Nested",
  // Not as literals: some compilers refuse them.
  at: BigInt("9007199254740993"),
  bytes: new Uint8Array([1, 2, 255]).buffer,
  list: [1.5, "two", null, { three: BigInt(3) }],
};

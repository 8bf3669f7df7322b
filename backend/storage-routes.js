/** @import { IncomingMessage } from "node:http" */
/** @import { Deployment } from "./deployment.js" */
/** @import { Routes } from "./routes.js" */

/** The route of every file. */
export const FILE = "/api/storage/{file}";

/** A file never changes: a month, in seconds. */
const MAX_AGE = 60 * 60 * 24 * 30;

/**
 * The routes to which files are uploaded and from which they are served. Ranges
 * are not: every reply is the whole file, as the standard allows.
 *
 * @param {Deployment} deployment
 * @returns {Routes}
 */
export function storageRoutes(deployment) {
  return {
    "/api/storage/upload": {
      POST: async (request) => {
        // The whole body: who is still sending takes an early answer for a broken connection.
        const bytes = await readAll(request);
        deployment.files.authorize(urlOf(request).searchParams.get("token"));
        const { "content-type": type, digest } = request.headers;
        const storageId = await deployment.files.store(
          bytes,
          type,
          Array.isArray(digest) ? digest[0] : digest,
        );
        return { storageId };
      },
    },
    [FILE]: {
      GET: async (request, response) => {
        const name = urlOf(request).pathname.split("/").at(-1) ?? "";
        const { bytes, type, digest } = await deployment.files.read(name);
        response.setHeader("Digest", digest);
        if (type !== "") {
          response.setHeader("Content-Type", type);
        }
        response.setHeader("Cache-Control", `private, max-age=${MAX_AGE}`);
        return bytes;
      },
    },
  };
}

/** @param {IncomingMessage} request */
const urlOf = ({ url }) => new URL(url ?? "/", "http://127.0.0.1");

/** @param {IncomingMessage} request */
async function readAll(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import { SystemFailure, badRequest, unauthenticated } from "./failure.js";
import { internalsOf, replaceStorageUrls } from "./runtime-internals.js";

/** @import { Runtime } from "./deployment.js" */

/** How long an upload URL is good for, in milliseconds. */
const VALIDITY = 60 * 60 * 1000;

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The files of a runtime, which keeps them itself, and their URLs, which it only
 * pretends to have.
 */
export class Files {
  #runtime;
  #secret = randomBytes(32);
  #now;
  /** @type {Map<string, string>} ids of storage by what stands for them in URLs */
  #ids = new Map();

  /**
   * @param {Runtime} runtime
   * @param {() => string} origin of the URLs
   * @param {() => number} [now] in milliseconds
   */
  constructor(runtime, origin, now = Date.now) {
    this.#runtime = runtime;
    this.#now = now;
    replaceStorageUrls(internalsOf(runtime), {
      uploadUrl: () =>
        `${origin()}/api/storage/upload?token=${this.#sign(this.#now())}`,
      urlOf: (id) => `${origin()}/api/storage/${this.#nameOf(id)}`,
    });
  }

  /**
   * Refuses who has no upload URL of the last hour.
   *
   * @param {string | null} token
   */
  authorize(token) {
    if (token === null) {
      throw badRequest(
        "BadQueryArgs",
        "Failed to deserialize query string: missing field `token`",
      );
    }
    const issued = Number(token.split("-", 1)[0]);
    if (token !== this.#sign(issued)) {
      throw unauthenticated(
        "StorageTokenInvalid",
        "Couldn't decode the StoreFileAuthorization token",
      );
    }
    if (issued + VALIDITY <= this.#now()) {
      throw unauthenticated(
        "StorageTokenExpired",
        "Store File Authorization expired",
      );
    }
  }

  /**
   * Keeps a file and returns its id.
   *
   * @param {Buffer} bytes
   * @param {string | undefined} type
   * @param {string | undefined} digest the header: what the bytes should hash to
   * @returns {Promise<string>}
   */
  async store(bytes, type, digest) {
    if (digest !== undefined) {
      checkDigest(bytes, digest);
    }
    const blob = new Blob([new Uint8Array(bytes)], { type });
    const store = (/** @type {any} */ ctx) => ctx.storage.store(blob);
    return /** @type {string} */ (await this.#runtime.action(store));
  }

  /**
   * Finds the file that a URL names.
   *
   * @param {string} name
   * @returns {Promise<{ bytes: Buffer, type: string, digest: string }>}
   */
  async read(name) {
    if (!UUID.test(name)) {
      throw badRequest(
        "InvalidStoragePath",
        `Invalid storage path: "${name}". Please use \`storage.getUrl(storageId: Id<"_storage">)\` to generate a valid URL to retrieve files. See https://docs.convex.dev/file-storage/serve-files for more details`,
      );
    }
    const id = this.#ids.get(name);
    const blob = id === undefined ? null : await this.#find(id);
    if (blob === null) {
      throw new SystemFailure(404, "FileNotFound", `File ${name} not found`);
    }
    const bytes = Buffer.from(await blob.arrayBuffer());
    return { bytes, type: blob.type, digest: digestOf(bytes) };
  }

  /**
   * @param {string} id
   * @returns {Promise<Blob | null>}
   */
  async #find(id) {
    /** @type {Blob | null} */
    let blob = null;
    await this.#runtime.action(async (/** @type {any} */ ctx) => {
      blob = await ctx.storage.get(id);
    });
    return blob;
  }

  /** @param {number} issued */
  #sign(issued) {
    const hmac = createHmac("sha256", this.#secret).update(String(issued));
    return `${issued}-${hmac.digest("base64url")}`;
  }

  /** @param {string} id */
  #nameOf(id) {
    const known = [...this.#ids].find(([, other]) => other === id);
    const name = known?.[0] ?? randomUUID();
    this.#ids.set(name, id);
    return name;
  }
}

/** @param {Buffer} bytes */
const digestOf = (bytes) =>
  `sha-256=${createHash("sha256").update(bytes).digest("base64")}`;

/**
 * @param {Buffer} bytes
 * @param {string} header
 */
function checkDigest(bytes, header) {
  const [, base64 = ""] = /^sha-256=(.*)$/.exec(header) ?? [];
  const expected = Buffer.from(base64, "base64");
  if (expected.length !== 32 || expected.toString("base64") !== base64) {
    throw badRequest("BadHeader", "Bad header for digest: invalid HTTP header");
  }
  const actual = digestOf(bytes);
  if (actual !== header) {
    const [, found] = actual.split(/=(.*)/);
    throw badRequest(
      "Sha256Mismatch",
      `Sha256 mismatch. Expected: ${base64} Actual: ${found}`,
    );
  }
}

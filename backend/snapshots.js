import { couldNotComplete } from "./failure.js";

/** @import { Runtime } from "./deployment.js" */

/** How many snapshots are kept; the oldest goes first. */
const CAPACITY = 100;

/** How long the real backend can read at a timestamp, in milliseconds: its `MAX_TRANSACTION_WINDOW`. */
const WINDOW = 10_000;

/**
 * @typedef {{ _id: string, _creationTime: number }} Document
 * @typedef {{ documents: Document[], runtime?: Promise<Runtime>, at: number }} Snapshot
 */

/**
 * States of the database that queries can go back to.
 *
 * The runtime keeps no history. So a snapshot is a copy of every document,
 * taken when a timestamp is handed out, and a query at that timestamp runs on
 * a second runtime that is filled with the copy. Timestamps of more than ten
 * seconds ago are refused, as the real backend refuses them, and so are those
 * that were never handed out: the real one knows the state at any time of those
 * seconds, this one does not.
 */
export class Snapshots {
  #tables;
  #createRuntime;
  /** @type {Map<bigint, Snapshot>} */
  #byTs = new Map();

  /**
   * @param {string[]} tables
   * @param {() => Runtime} createRuntime
   */
  constructor(tables, createRuntime) {
    this.#tables = tables;
    this.#createRuntime = createRuntime;
  }

  /**
   * @param {Runtime} runtime
   * @returns {Promise<bigint>} the timestamp of the newest commit, in
   *   nanoseconds since the epoch; zero before the first one
   */
  async take(runtime) {
    return await runtime.query(async (/** @type {any} */ ctx) => {
      const ts = ctx.meta.getSnapshotTs();
      if (!this.#byTs.has(ts)) {
        const tables = [];
        for (const table of this.#tables) {
          tables.push(await ctx.db.query(table).collect());
        }
        this.#add(ts, tables.flat());
      }
      // It is the time of now, which the real backend tells, as nothing was written since.
      const snapshot = this.#byTs.get(ts);
      if (snapshot) snapshot.at = performance.now();
      return ts;
    });
  }

  /**
   * @param {bigint} ts
   * @returns {Promise<Runtime>}
   */
  async open(ts) {
    const snapshot = this.#byTs.get(ts);
    const [newest = 0n] = [...this.#byTs.keys()].slice(-1);
    // The real backend's words say no more, in either case: crates/errors/src/lib.rs.
    if (ts > newest) throw couldNotComplete(500);
    if (!snapshot || performance.now() - snapshot.at > WINDOW)
      throw couldNotComplete(503);
    snapshot.runtime ??= restore(this.#createRuntime, snapshot.documents);
    return await snapshot.runtime;
  }

  /**
   * @param {bigint} ts
   * @param {Document[]} documents
   */
  #add(ts, documents) {
    this.#byTs.set(ts, { documents, at: performance.now() });
    for (const oldest of this.#byTs.keys()) {
      if (this.#byTs.size <= CAPACITY) {
        break;
      }
      this.#byTs.delete(oldest);
    }
  }
}

/**
 * Makes a runtime that holds documents with their ids and creation times.
 *
 * Neither can be given to `insert`, but both are predictable: ids count up, so
 * the ids of removed documents are used up by inserting and deleting; creation
 * times come from `Date`, which the runtime lets a handler replace for itself.
 *
 * @param {() => Runtime} createRuntime
 * @param {Document[]} documents
 * @returns {Promise<Runtime>}
 */
async function restore(createRuntime, documents) {
  const runtime = createRuntime();
  const inOrder = documents.toSorted((a, b) => serial(a._id) - serial(b._id));
  if (inOrder.length === 0) {
    return runtime;
  }
  let next = await firstSerial(createRuntime(), inOrder[0]);

  await runtime.run(async (/** @type {any} */ ctx) => {
    const clock = replaceClock();
    for (const { _id, _creationTime, ...fields } of inOrder) {
      const table = tableOf(_id);
      // A clock that stands still lets creation times grow as little as can be.
      for (clock.now = 0; next < serial(_id); next++) {
        await ctx.db.delete(table, await ctx.db.insert(table, fields));
      }
      clock.now = _creationTime;
      await ctx.db.insert(table, fields);
      next++;
    }
  });
  return runtime;
}

/**
 * What an empty runtime's ids start counting from.
 *
 * @param {Runtime} runtime
 * @param {Document} document any that the schema accepts
 */
async function firstSerial(runtime, { _id, _creationTime, ...fields }) {
  return await runtime.run(async (/** @type {any} */ ctx) =>
    serial(await ctx.db.insert(tableOf(_id), fields)),
  );
}

/** Replaces `Date` for the handler that calls this, and for no other. */
function replaceClock() {
  const clock = { now: 0 };
  globalThis.Date = /** @type {DateConstructor} */ (
    class extends Date {
      static now() {
        return clock.now;
      }
    }
  );
  return clock;
}

/** @param {string} id */
function serial(id) {
  return parseInt(id, 10);
}

/** @param {string} id */
function tableOf(id) {
  return id.replace(/^\d+/, "");
}

import { AsyncLocalStorage } from "node:async_hooks";
import {
  finds,
  fork,
  internalsOf,
  replaceTransactions,
} from "./runtime-internals.js";

/** @import { Runtime } from "./deployment.js" */
/** @import { Db, Manager, Query, Writes } from "./runtime-internals.js" */

/**
 * What a mutation has read: documents by id, and ranges of indexes.
 *
 * @typedef {{ ids: Set<string>, queries: Query[] }} Reads
 * @typedef {{ before: Writes, after: Writes }} Change the documents of a commit
 *
 * @typedef {object} Transaction
 * @property {number} start how many commits there were when it began
 * @property {Db} db the database as it was then, and what the transaction writes
 * @property {Manager} manager
 * @property {Reads} reads
 * @property {() => Writes | undefined} writes once it has ended well
 * @property {() => void} end
 */

/**
 * Runs mutations at the same time, as the real backend does.
 *
 * The runtime runs one transaction after another. Here each mutation runs on the
 * database as it was when the mutation began, and is not seen by others. When it
 * ends, it takes the runtime's lock, under which everything else runs. If nothing
 * that it has read was written since, it commits; else it is run again.
 */
export class Transactions {
  #enter;
  #db;
  #manager;
  /** @type {AsyncLocalStorage<Transaction | undefined>} */
  #current = new AsyncLocalStorage();
  /** How many are under way. */
  #open = 0;
  /** @type {Change[]} what was committed while any was */
  #commits = [];
  #conflicts = 0;
  #waiting = 0;
  /** @type {{ missing: number, opened: Promise<void>, open: () => void } | undefined} */
  #gate;

  /** @param {Runtime} runtime */
  constructor(runtime) {
    const internals = internalsOf(runtime);
    this.#enter = internals.enter;
    const { db, manager } = replaceTransactions(internals, {
      db: () => this.#current.getStore()?.db,
      manager: () => this.#current.getStore()?.manager,
      onSyscall: (name, args) => this.#noteRead(name, args),
      onCommit: (writes) => this.#noteCommit(writes),
    });
    this.#db = db;
    this.#manager = manager;
  }

  /** How often a mutation was run again. */
  get conflicts() {
    return this.#conflicts;
  }

  /** How many mutations wait for others before they commit. */
  get waiting() {
    return this.#waiting;
  }

  /**
   * Makes the next mutations wait for each other before they commit, so that
   * they have all run on the same state.
   *
   * @param {number} count
   */
  bringTogether(count) {
    this.release();
    let open = () => {};
    /** @type {Promise<void>} */
    const opened = new Promise((resolve) => {
      open = resolve;
    });
    this.#gate = { missing: count, opened, open };
  }

  /** Lets mutations that wait for others go on. */
  release() {
    this.#gate?.open();
    this.#gate = undefined;
  }

  /**
   * Runs a mutation of the runtime until it has failed or committed.
   *
   * @template T
   * @param {() => Promise<T>} mutate
   * @returns {Promise<T>}
   */
  async run(mutate) {
    for (;;) {
      const transaction = this.#begin();
      try {
        const result = await this.#current.run(transaction, mutate);
        const writes = transaction.writes();
        if (writes === undefined || (await this.#commit(transaction, writes))) {
          return result;
        }
      } finally {
        transaction.end();
        this.#open -= 1;
        if (this.#open === 0) {
          this.#commits = [];
        }
      }
      this.#conflicts += 1;
    }
  }

  /** @returns {Transaction} */
  #begin() {
    this.#open += 1;
    return {
      start: this.#commits.length,
      ...fork(this.#db, this.#manager),
      reads: { ids: new Set(), queries: [] },
    };
  }

  /**
   * @param {Transaction} transaction
   * @param {Writes} writes
   * @returns {Promise<boolean>} whether it may, and so has
   */
  async #commit({ start, reads }, writes) {
    if (this.#gate !== undefined) {
      const gate = this.#gate;
      gate.missing -= 1;
      if (gate.missing === 0) {
        this.release();
      }
      this.#waiting += 1;
      await gate.opened;
      this.#waiting -= 1;
    }
    return await this.#enter(async () => {
      await this.#manager.begin(false);
      const later = this.#commits.slice(start);
      // What has only read is as good as run at its beginning.
      if (
        Object.keys(writes).length > 0 &&
        later.some((change) => this.#touches(change, reads))
      ) {
        this.#manager.rollback(false);
        return false;
      }
      Object.assign(this.#db._writes[0], writes);
      this.#manager.commit(false);
      return true;
    });
  }

  /**
   * Tells whether a commit has written, moved or removed what was read.
   *
   * @param {Change} change
   * @param {Reads} reads
   */
  #touches({ before, after }, { ids, queries }) {
    return (
      Object.keys(after).some((id) => ids.has(id)) ||
      [before, after].some((documents) =>
        queries.some((query) => finds(this.#db, documents, query)),
      )
    );
  }

  /** @param {Writes} after */
  #noteCommit(after) {
    if (this.#open === 0) {
      return;
    }
    /** @type {Writes} */
    const before = {};
    for (const id of Object.keys(after)) {
      before[id] = this.#db._documents[id] ?? null;
    }
    this.#commits.push({ before, after: { ...after } });
  }

  /**
   * @param {string} name
   * @param {any} args
   */
  #noteRead(name, args) {
    const reads = this.#current.getStore()?.reads;
    switch (name) {
      case "1.0/get":
      case "1.0/shallowMerge":
      case "1.0/replace":
      case "1.0/remove":
        reads?.ids.add(args.id);
        break;
      case "1.0/queryStream":
      case "1.0/queryPage":
        reads?.queries.push(args.query);
        break;
      case "1.0/count":
        reads?.queries.push({
          source: { type: "FullTableScan", tableName: args.table },
          operators: [],
        });
    }
  }
}

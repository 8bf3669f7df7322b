import { AsyncLocalStorage } from "node:async_hooks";

/** @import { Runtime } from "./deployment.js" */

/**
 * What `convex-test` 0.0.60 has inside, as far as it is used here. package.json
 * holds it to that version; another may need changes in this file, and in no
 * other.
 *
 * @typedef {Record<string, Record<string, any> | null>} Writes documents by id; null for those removed
 * @typedef {{ source: any, operators: any[] }} Query
 *
 * @typedef {object} Db
 * @property {Writes} _documents
 * @property {Writes[]} _writes of the transaction and of those nested in it
 * @property {Record<number, any>} _queryResults
 * @property {number} _nextQueryId
 * @property {(ts: bigint | null) => void} commit
 * @property {(query: Query) => { sortedDocs: any[] }} _resolveQuerySource
 *
 * @typedef {object} Manager
 * @property {bigint} _lastCommitTs
 * @property {Promise<void> | null} _waitOnCurrentFunction
 * @property {(() => void) | null} _markTransactionDone
 * @property {unknown} _metricsTracker
 * @property {(isNested: boolean) => void} _endTransaction
 * @property {(isNested: boolean) => Promise<void>} begin takes the lock, unless nested
 * @property {(isNested: boolean) => void} commit
 * @property {(isNested: boolean) => void} rollback
 *
 * @typedef {(name: string, args: string) => any} Syscall
 * @typedef {object} Globals
 * @property {Record<string, { db: Db }>} components by path; the app's is empty
 * @property {Manager} transactionManager
 * @property {Syscall} syscall
 * @property {Syscall} asyncSyscall
 *
 * @typedef {object} Internals
 * @property {Globals} globals
 * @property {<T>(run: () => T) => T} enter runs something as the runtime's own
 */

/**
 * Finds what a runtime has inside. It hands that out to nobody, but passes it to an
 * `AsyncLocalStorage` whenever it is called.
 *
 * @param {Runtime} runtime
 * @returns {Internals}
 */
export function internalsOf(runtime) {
  const { run } = AsyncLocalStorage.prototype;
  /** @type {Internals | undefined} */
  let internals;
  AsyncLocalStorage.prototype.run = /** @type {any} */ (
    /**
     * @this {AsyncLocalStorage<any>}
     * @param {any} globals
     * @param {(...args: any[]) => any} inside
     * @param {any[]} args
     */
    function (globals, inside, ...args) {
      internals ??= {
        globals,
        enter: (then) => /** @type {any} */ (run.call(this, globals, then)),
      };
      return run.call(this, globals, inside, ...args);
    }
  );
  try {
    void runtime.finishInProgressScheduledFunctions();
  } finally {
    AsyncLocalStorage.prototype.run = run;
  }
  if (internals?.globals.transactionManager === undefined) {
    throw new Error("convex-test is not the version that this was written for");
  }
  return internals;
}

/**
 * Puts databases and transactions in the place of the runtime's own, where there
 * are any, and listens to what it reads and commits.
 *
 * @param {Internals} internals
 * @param {{
 *   db: () => Db | undefined,
 *   manager: () => Manager | undefined,
 *   onSyscall: (name: string, args: any) => void,
 *   onCommit: (writes: Writes) => void,
 * }} replacement
 * @returns {{ db: Db, manager: Manager }} its own
 */
export function replaceTransactions({ globals }, replacement) {
  const [app] = Object.values(globals.components);
  const { db } = app;
  const manager = globals.transactionManager;
  Object.defineProperty(app, "db", { get: () => replacement.db() ?? db });
  Object.defineProperty(globals, "transactionManager", {
    get: () => replacement.manager() ?? manager,
  });
  for (const kind of /** @type {const} */ (["syscall", "asyncSyscall"])) {
    const perform = globals[kind];
    globals[kind] = (name, args) => {
      replacement.onSyscall(name, JSON.parse(args));
      return perform(name, args);
    };
  }
  const { commit } = db;
  db.commit = (ts) => {
    if (db._writes.length === 1) {
      replacement.onCommit(db._writes[0]);
    }
    commit.call(db, ts);
  };
  for (const counter of ["_nextDocId", "_lastCreationTime"]) {
    share(db, counter);
  }
  return { db, manager };
}

/**
 * Answers what asks for the URLs of files, where the runtime would make some up.
 *
 * @param {Internals} internals
 * @param {{ uploadUrl: () => string, urlOf: (storageId: string) => string }} replacement
 */
export function replaceStorageUrls({ globals }, { uploadUrl, urlOf }) {
  const { asyncSyscall } = globals;
  globals.asyncSyscall = async (name, args) => {
    if (name === "1.0/storageGenerateUploadUrl") {
      return JSON.stringify(uploadUrl());
    }
    const answer = await asyncSyscall(name, args);
    return name === "1.0/storageGetUrl" && answer !== "null"
      ? JSON.stringify(urlOf(JSON.parse(args).storageId))
      : answer;
  };
}

/**
 * Makes a number of an object's that of everything that inherits from it.
 *
 * @param {any} object
 * @param {string} name
 */
function share(object, name) {
  let number = object[name];
  Object.defineProperty(object, name, {
    get: () => number,
    set: (value) => {
      number = value;
    },
  });
}

/**
 * Makes a transaction of its own on the database as it is. It ends without
 * writing anything: that is for its owner to do. After the end, whatever still
 * holds on to it, such as a function that it has scheduled, is given the
 * runtime's own.
 *
 * @param {Db} db
 * @param {Manager} manager
 * @returns {{ db: Db, manager: Manager, writes: () => Writes | undefined, end: () => void }}
 */
export function fork(db, manager) {
  let isOver = false;
  /** @type {Writes | undefined} */
  let writes;
  const ownDb = Object.assign(Object.create(db), {
    _documents: { ...db._documents },
    _writes: [],
    _queryResults: {},
    _nextQueryId: 1,
    commit(/** @type {bigint | null} */ ts) {
      if (ownDb._writes.length === 1) {
        writes = ownDb._writes.pop();
      } else {
        Object.getPrototypeOf(db).commit.call(ownDb, ts);
      }
    },
  });
  const ownManager = Object.assign(Object.create(manager), {
    _lastCommitTs: manager._lastCommitTs,
    _waitOnCurrentFunction: null,
    _markTransactionDone: null,
    _metricsTracker: null,
    // The end is when the owner says so: until then nothing else may begin here.
    _endTransaction() {},
  });
  return {
    db: until(() => isOver, ownDb, db),
    manager: until(() => isOver, ownManager, manager),
    writes: () => writes,
    end() {
      isOver = true;
      ownManager._markTransactionDone?.();
    },
  };
}

/**
 * Makes an object that is one and later the other.
 *
 * @template {object} T
 * @param {() => boolean} isOver
 * @param {T} first
 * @param {T} then
 * @returns {T}
 */
function until(isOver, first, then) {
  const now = () => (isOver() ? then : first);
  return new Proxy(then, {
    get: (_, name) => Reflect.get(now(), name),
    set: (_, name, value) => Reflect.set(now(), name, value),
  });
}

/**
 * Tells whether a query's range has any of some documents in it.
 *
 * @param {Db} db
 * @param {Writes} documents
 * @param {Query} query
 */
export function finds(db, documents, { source }) {
  /** @type {Db} */
  const scratch = Object.assign(Object.create(db), {
    _documents: documents,
    _writes: [],
  });
  return (
    scratch._resolveQuerySource({ source, operators: [] }).sortedDocs.length > 0
  );
}

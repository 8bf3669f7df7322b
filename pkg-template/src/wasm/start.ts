// Starts the module, synchronously and at first use: importing the package does nothing.
import {
  __wbg_finalize_init as finish,
  __wbg_get_imports as getImports,
} from "../generated/glue.js";
import type { InitSource, ModuleSource } from "../../types/init.js";
import {
  fetchBytes,
  instantiate,
  instantiateLater,
  type Started,
} from "./instantiate.ts";

type Load = (imports: WebAssembly.Imports) => Started;

let load: Load | undefined;
let compiled: WebAssembly.Module | undefined;

/**
 * Says where the module comes from, and returns what needs it. The entries of the package do; as it is said with each
 * export, bundlers leave the module out where no such export is used.
 */
export function loadedBy<Export>(source: Load, needing: Export): Export {
  load = source;
  return needing;
}

/** The same, where no other entry says where the module comes from. */
export function orElse<Export>(source: Load, needing: Export): Export {
  load ??= source;
  return needing;
}

/** Starts the module, unless it runs already. */
export function start(): void {
  if (!compiled) adopt(load!(getImports()));
}

/** Starts the module now, unless it runs already. */
export function initSync(source: ModuleSource): void {
  if (!compiled) adopt(instantiate(source, getImports()));
}

/**
 * Starts the module from wherever it is, unless it runs already. It is never compiled at once, which Chromium before 115
 * refuses on a page's main thread.
 */
export async function init(
  source: InitSource | Promise<InitSource>,
): Promise<void> {
  if (compiled) return;
  const imports = getImports();
  const bytes = await fetchBytes(await source);
  const started = await instantiateLater(bytes, imports);
  // Another call may have been faster.
  if (compiled) return;
  adopt(started);
  keepSpare(started.module, imports);
}

/** Keeps an instance ready for `restart`, which can make none at once where this one could not be. */
function keepSpare(
  module: WebAssembly.Module,
  imports: WebAssembly.Imports,
): void {
  let spare: WebAssembly.Instance | undefined;
  const prepare = () =>
    WebAssembly.instantiate(module, imports).then(
      (instance) => (spare = instance),
      () => {},
    );
  const renewNow = renew;
  renew = () => {
    const instance = spare ?? renewNow();
    spare = undefined;
    void prepare();
    return instance;
  };
  void prepare();
}

let renew = () =>
  new WebAssembly.Instance(compiled as WebAssembly.Module, getImports());

/** Puts a new instance in the place of one that is broken. */
export function restart(): void {
  finish(renew(), compiled as WebAssembly.Module);
}

function adopt({ instance, module }: Started): void {
  finish(instance, module);
  compiled = module;
}

// Starts the module, synchronously and at first use: importing the package does nothing.
import {
  __wbg_finalize_init as finish,
  __wbg_get_imports as getImports,
} from "../generated/glue.js";
import type { InitSource, ModuleSource } from "../../types/init.js";
import { fetchBytes, instantiate } from "./instantiate.ts";

type Bytes = WebAssembly.Module | BufferSource;

let load: (() => Bytes) | undefined;
let compiled: WebAssembly.Module | undefined;

/** Says where the module comes from. The entries of the package do. */
export function setLoader(source: () => Bytes): void {
  load = source;
}

/** Says what happens where no other entry says where the module comes from. */
export function setFallback(source: () => Bytes): void {
  load ??= source;
}

/** Starts the module, unless it runs already. */
export function start(): void {
  if (!compiled) initSync(load!());
}

/** Starts the module now, unless it runs already. */
export function initSync(source: ModuleSource): void {
  if (!compiled) compiled = run(source);
}

/** Starts the module from wherever it is, unless it runs already. */
export async function init(
  source: InitSource | Promise<InitSource>,
): Promise<void> {
  if (!compiled) initSync(await fetchBytes(await source));
}

/** Puts a new instance in the place of one that is broken. */
export function restart(): void {
  run(compiled as WebAssembly.Module);
}

function run(source: Bytes): WebAssembly.Module {
  const { instance, module } = instantiate(source, getImports());
  finish(instance, module);
  return module;
}

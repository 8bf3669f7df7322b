// What runtimes and bundlers make of these imports.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
// Where it is installed. It has types of its own, which nothing else of it needs.
declare module "react" {
  export const cacheSignal: (() => AbortSignal | null) | undefined;
}

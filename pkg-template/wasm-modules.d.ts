// What runtimes and bundlers make of these imports.
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

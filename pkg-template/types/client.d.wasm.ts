/** Is the compiled module, where a runtime or bundler makes one of the import. */
declare const module: object;
export default module;

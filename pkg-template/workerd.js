// Workers refuse to compile bytes; they are handed compiled modules.
import { setLoader } from "./core.js";
import module from "./client.wasm";

setLoader(() => module);

export * from "./public.js";

// Workers refuse to compile bytes; they are handed compiled modules.
import { setLoader } from "@core";
import module from "./client.wasm";

setLoader(() => module);

export * from "./public.ts";

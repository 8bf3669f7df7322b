// Vercel's and Next's edge runtime refuses to compile bytes; `?module` is how it is handed a compiled module.
import { setLoader } from "@core";
import module from "./client.wasm?module";

setLoader(() => module);

export * from "./public.ts";

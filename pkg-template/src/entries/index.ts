import { setLoader } from "@core";
import { bytes } from "@inline";

setLoader(bytes);

export * from "./public.ts";

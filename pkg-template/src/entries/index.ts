import { setLoader } from "@core";
import { decodeModule } from "@inline";

setLoader(decodeModule);

export * from "./public.ts";

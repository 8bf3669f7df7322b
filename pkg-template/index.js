import { setLoader } from "./core.js";
import bytes from "./inline.js";

setLoader(bytes);

export * from "./public.js";

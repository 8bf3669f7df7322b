// Workers refuse to compile bytes; they are handed compiled modules.
import { setLoader } from "./client.js";
import module from "./client.wasm";

setLoader(() => module);

export {
  anyApi,
  ConvexError,
  ConvexHttpClient,
  convexToJson,
  getFunctionName,
  jsonToConvex,
  makeFunctionReference,
} from "./client.js";

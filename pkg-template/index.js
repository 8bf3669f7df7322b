import { setLoader } from "./client.js";
import bytes from "./inline.js";

setLoader(bytes);

export {
  anyApi,
  ConvexError,
  ConvexHttpClient,
  convexToJson,
  getFunctionName,
  jsonToConvex,
  makeFunctionReference,
} from "./client.js";

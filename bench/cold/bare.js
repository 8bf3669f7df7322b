import { BareClient } from "../bare.js";
import { firstCall } from "./first-call.js";

await firstCall(BareClient);

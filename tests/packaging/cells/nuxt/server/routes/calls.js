import { callAll } from "../../call.js";

export default defineEventHandler((event) => callAll(getQuery(event).convex));

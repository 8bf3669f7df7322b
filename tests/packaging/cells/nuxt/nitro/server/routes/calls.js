import { defineEventHandler, getQuery } from "h3";
import { callAll } from "../../../call.js";

export default defineEventHandler((event) =>
  callAll(String(getQuery(event).convex)),
);

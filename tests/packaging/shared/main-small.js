// What needs no client, and must not bring one.
import {
  anyApi,
  ConvexError,
  errorInfo,
  isConvexError,
  makeFunctionReference,
} from "convex-http-client";
import { CHECKS } from "./check.js";

const name = Symbol.for("functionName");
const isRight =
  isConvexError(new ConvexError("data")) &&
  errorInfo(new Error("nobody's")) === undefined &&
  anyApi.tasks.list[name] === makeFunctionReference("tasks:list")[name];
const result = isRight ? { checks: CHECKS } : { error: "wrong" };
console.log(JSON.stringify(result));

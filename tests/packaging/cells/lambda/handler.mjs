import { callAll } from "./call.js";

export const handler = ({ convex }) => callAll(convex);

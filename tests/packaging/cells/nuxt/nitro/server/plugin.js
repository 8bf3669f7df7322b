// Plugins are loaded when the server starts, routes with their first request.
import { init } from "convex-http-client";

export default () => init();

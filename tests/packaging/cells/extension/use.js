// As the page of an extension, and as its service worker.
import * as client from "./client/index.js";
import { check } from "./check.js";

/** @param {string} url of the backend */
globalThis.packagingRun = (url) => check(client, url);

/// <reference types="node" />
"use node";

import { EventEmitter } from "node:events";
import { createConnection } from "node:net";
import { v } from "convex/values";
import { action } from "./_generated/server";

/** Ways to fail outside of what a function awaits. */
const WAYS: Record<string, (error: Error) => void> = {
  timer: (error) => {
    setTimeout(() => {
      throw error;
    }, 5);
  },
  microtask: (error) => {
    queueMicrotask(() => {
      throw error;
    });
  },
  tick: (error) => {
    process.nextTick(() => {
      throw error;
    });
  },
  rejection: (error) => {
    void Promise.reject(error);
  },
  "late rejection": (error) => {
    void new Promise((resolve) => setTimeout(resolve, 5)).then(() => {
      throw error;
    });
  },
  emitter: (error) => {
    const emitter = new EventEmitter();
    setTimeout(() => emitter.emit("error", error), 5);
  },
  "no error": () => {
    void Promise.reject(undefined);
  },
  socket: () => {
    createConnection({ host: "127.0.0.1", port: 1 });
  },
};

/** Fails in a way that it does not notice, and then waits for ever or not. */
export const fail = action({
  args: { way: v.string(), waits: v.boolean() },
  handler: async (_ctx, { way, waits }) => {
    WAYS[way](new Error(`Failed by a ${way}`));
    if (waits) {
      await new Promise(() => {});
    }
    return "ended";
  },
});

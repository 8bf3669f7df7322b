// Visiting values, which engines do several times faster than the module can.

import { places } from "@names";
import { cut, entered } from "../errors.ts";

export type Fields = Record<string, unknown>;

export const { hasOwnProperty: hasOwn } = Object.prototype;

/** Field names that were found valid; bounded, since they may come from users. */
const knownFields = new Set<string>();

export function isField(name: string): boolean {
  if (knownFields.has(name)) return true;
  // Markers come often, and some runtimes interpret patterns.
  if (name[0] === "$" || !/^[ -~]{0,1024}$/.test(name)) return false;
  if (knownFields.size < 2048) knownFields.add(name);
  return true;
}

/** Tells whether a value is a plain object of any realm: one without a prototype, or one made by an `Object`. */
export function isPlainObject(value: unknown): boolean {
  const prototype = Object.getPrototypeOf(value);
  if (typeof value !== "object") return false;
  return (
    prototype === Object.prototype ||
    prototype === null ||
    prototype.constructor?.name === "Object"
  );
}

/** The key of a member, as it is printed, and what has it. */
export type Step = readonly [key: string, container: unknown];

/** What a visit leaves for later: members of arrays and objects of our own, nested too deep for the engine's stack. */
export interface Visit {
  later: [container: any, key: string | number, path: Step[]][];
  /** The whole value. */
  whole: unknown;
  /** Where the visitor is in it, if it keeps that. */
  path: Step[];
  /** How many arrays and objects were visited. */
  count: number;
  /** The names of the fields at each level of the object before. */
  names: string[][];
  /** What the visitor was told. */
  purpose: number;
  /** Whether objects seem to have fields that they inherit. */
  isPolluted: boolean;
}

/** How many levels are visited before the rest is left for later. */
const MAX_LEVELS = 256;

/** Tells whether what is nested at a depth is left for later. */
export const isFull = (depth: number): boolean =>
  depth % MAX_LEVELS === MAX_LEVELS - 1;

export const isNested = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** Tells whether JSON can hold a number. */
export const isOrdinary = (value: number): boolean =>
  Number.isFinite(value) && !Object.is(value, -0);

/** How deep a value may be nested: deeper than the official client can follow one. The server takes 64 levels. */
const MAX_DEPTH = 32768;

/** How many arrays and objects are visited before somebody looks whether there is an end to them. */
const MANY = 8192;

/** Counts an array or object that is visited, and tells whether there is no end to them: they contain themselves. */
export function isEndless(visit: Visit): boolean {
  if (++visit.count !== MANY) return false;
  const { later, path } = visit;
  // Unless there is an end, nothing more is visited, and it is no matter where it would have been.
  visit.later = [];
  visit.path = [];
  if (isCyclic(visit.whole)) return true;
  visit.later = later;
  visit.path = path;
  return false;
}

/** Looks at each array and object once, in however many places it stands. */
function isCyclic(whole: unknown): boolean {
  const todo = [whole];
  /** Whether what is in it is still to be looked at. */
  const isOpen = new Map<unknown, boolean>();
  let depth = 0;
  for (let part; (part = todo[todo.length - 1]);) {
    if (isOpen.has(part)) {
      if (isOpen.get(part)) depth--;
      isOpen.set(part, false);
      todo.pop();
      continue;
    }
    isOpen.set(part, true);
    // Getters may make more for ever.
    if (++depth > MAX_DEPTH) throw stackError();
    for (const inner of Object.values(part)) {
      if (isOpen.get(inner)) return true;
      if (isNested(inner)) todo.push(inner);
    }
  }
  return false;
}

/** Visits a value, and then what was left for later. The visitor gives undefined where it refuses. */
export function visitAll(
  visitor: (value: unknown, visit: Visit, depth: number) => unknown,
  root: unknown,
  mode: number,
): unknown {
  const visit: Visit = {
    later: [],
    whole: root,
    path: [],
    count: 0,
    names: [],
    purpose: mode,
    isPolluted: isPolluted(),
  };
  return visitPart(visitor, root, visit, 0);
}

function visitPart(
  visitor: (value: unknown, visit: Visit, depth: number) => unknown,
  part: unknown,
  visit: Visit,
  depth: number,
): unknown {
  if (depth > MAX_DEPTH) throw stackError();
  let result: unknown;
  let failure: { error: unknown } | undefined;
  try {
    result = visitor(part, visit, depth);
  } catch (error) {
    failure = { error };
    if (visit.path[0] && error === entered.fault)
      places.set(error as object, printPath(visit));
  }
  for (const [container, key, path] of visit.later.splice(0)) {
    visit.path = path;
    const value = visitPart(visitor, container[key], visit, depth + MAX_LEVELS);
    if (value === undefined) return undefined;
    container[key] = value;
  }
  // Only now: what was left for later stands before what the visitor failed at, and its own failure comes first.
  if (failure) throw failure.error;
  return result;
}

export const printPath = ({ path }: Visit): string =>
  path.map(([key]) => key).join("");

/** Leaves a member for later, which is nested as deep as the engine's stack should bear. */
export function leaveForLater(
  visit: Visit,
  container: any,
  key: string | number,
): void {
  visit.later.push([container, key, [...visit.path]]);
}

/** Returns an object with what it has itself, where somebody has added fields to every object. */
export const ownFields = (object: any): any =>
  isNested(object) && isPolluted()
    ? Object.assign(Object.create(null), object)
    : object;

/** Tells whether somebody has added fields to every object. */
function isPolluted(): boolean {
  for (const _ in Object.prototype) return true;
  return false;
}

/** Returns the engine's error for an exhausted stack, by exhausting it here, where no module is on top. */
export function stackError(): unknown {
  const descend = (): number => descend() + 1;
  try {
    return descend();
  } catch (error) {
    return cut(error);
  }
}

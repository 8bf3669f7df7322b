// A walk through a value that cannot be encoded, for the module to find out why. What it is in is kept in a list and not
// on a stack: the module's is small.
import { sortFields } from "./encode.ts";
import { isPlainObject } from "./visit.ts";

type Member = [key: string | number, value: unknown];

/** The arrays and objects that are being looked at, each within the one before. */
export class Walk {
  frames: { members: Member[]; index: number }[] = [];
}

/** Goes into an array, or a plain object in the order of its keys, and tells whether the value is one. */
export function enter({ frames }: Walk, value: any): boolean {
  const members: Member[] | false = Array.isArray(value)
    ? // The filter leaves out holes, which JSON has as null.
      value.map((item, index): Member => [index, item]).filter(Boolean)
    : isPlainObject(value) && sortFields(value);
  if (members) frames.push({ members, index: -1 });
  return !!members;
}

/** Goes on to the next member, out of what has none left; tells whether there is one. */
export function advance({ frames }: Walk): boolean {
  for (; frames.length > 0; frames.pop()) {
    const frame = frames[frames.length - 1]!;
    if (++frame.index < frame.members.length) return true;
  }
  return false;
}

function current({ frames }: Walk): Member {
  const { members, index } = frames[frames.length - 1]!;
  return members[index]!;
}

export const keyOf = (walk: Walk) => current(walk)[0];

export const memberOf = (walk: Walk) => current(walk)[1];

export const levels = ({ frames }: Walk) => frames.length;

/** Prints where in the whole value the walk is. */
export const printPath = ({ frames }: Walk) =>
  frames
    .map(({ members, index }) => members[index]![0])
    .map((key) => (typeof key === "string" ? `.${key}` : `[${key}]`))
    .join("");

// How errors print values.

/** The longest print of a value in an error message, in UTF-16 code units. */
const MAX_PRINT = 16384;
const TRUNCATED = "[...truncated]";

/** Prints a value for an error message, with what JSON would lose. */
export function printValue(value: unknown): string {
  const text = JSON.stringify(value, (_, part) => {
    switch (typeof part) {
      case "undefined":
        return "undefined";
      case "function":
        return "[Function]";
      case "symbol":
        return String(part);
      case "bigint":
        return `${part}n`;
      default:
        return part;
    }
  });
  if (text.length <= MAX_PRINT) return text;
  let end = MAX_PRINT - TRUNCATED.length;
  // Two code units that are one character stay together.
  if ((text.codePointAt(end - 1) as number) > 0xffff) end--;
  return text.slice(0, end) + TRUNCATED;
}

/** Prints a value that is no Convex value, with its type. */
export function printType(value: any): string {
  if (value instanceof Set) return `Set${printValue([...value])}`;
  if (value instanceof Map) return `Map${printValue([...value])}`;
  const name = value?.constructor?.name;
  return `${name ? `${name} ` : ""}${printValue(value)}`;
}

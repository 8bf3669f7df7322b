/**
 * The members of an object in JSON, each as it is written there: `JSON.parse`
 * loses the order of keys, the spaces and the form of numbers. A name that
 * comes twice has its last value, as with `JSON.parse`.
 *
 * @param {string} text that `JSON.parse` takes
 * @returns {Map<string, string>} empty when the text is no object
 */
export function rawMembers(text) {
  const members = new Map();
  if (text[skipSpace(text, 0)] !== "{") {
    return members;
  }
  for (const part of rawParts(text)) {
    const end = skipValue(part, 0);
    const colon = skipSpace(part, end);
    members.set(JSON.parse(part.slice(0, end)), part.slice(colon + 1).trim());
  }
  return members;
}

/**
 * The items of an array in JSON, each as it is written there.
 *
 * @param {string} text that `JSON.parse` takes, of an array
 * @returns {string[]}
 */
export function rawItems(text) {
  return rawParts(text);
}

/**
 * What stands between the commas of the outermost array or object.
 *
 * @param {string} text
 */
function rawParts(text) {
  const parts = [];
  let start = skipSpace(text, skipSpace(text, 0) + 1);
  for (let at = start; at < text.length; at++) {
    switch (text[at]) {
      case "[":
      case "{":
      case '"':
        at = skipValue(text, at) - 1;
        break;
      case ",":
      case "]":
      case "}": {
        const part = text.slice(start, at).trim();
        if (part !== "") {
          parts.push(part);
        }
        start = skipSpace(text, at + 1);
      }
    }
  }
  return parts;
}

/**
 * Where a string, an array or an object ends that begins at `at`.
 *
 * @param {string} text
 * @param {number} at
 */
function skipValue(text, at) {
  let depth = 0;
  do {
    switch (text[at]) {
      case "[":
      case "{":
        depth++;
        break;
      case "]":
      case "}":
        depth--;
        break;
      case '"':
        at = closingQuote(text, at);
    }
    at++;
  } while (depth > 0);
  return at;
}

/**
 * @param {string} text
 * @param {number} at of the opening quote
 */
function closingQuote(text, at) {
  for (at++; text[at] !== '"'; at++) {
    if (text[at] === "\\") {
      at++;
    }
  }
  return at;
}

/**
 * @param {string} text
 * @param {number} at
 */
function skipSpace(text, at) {
  while (text[at] === " " || /[\t\n\r]/.test(text[at] ?? "")) {
    at++;
  }
  return at;
}

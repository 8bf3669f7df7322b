// The page's address: which panel is open, and what a link to it fills in.

/** @returns {{ panel: string, params: URLSearchParams }} */
export function readAddress() {
  const [panel, query] = location.hash.slice(1).split(/\?(.*)/s);
  return { panel, params: new URLSearchParams(query) };
}

/**
 * @param {string} panel
 * @param {Record<string, string | undefined>} params
 */
export function makeLink(panel, params) {
  const known = Object.entries(params).filter(
    (entry) => entry[1] !== undefined && entry[1] !== "",
  );
  const query = new URLSearchParams(
    /** @type {[string, string][]} */ (known),
  ).toString();
  const link = new URL(location.href);
  link.hash = query === "" ? panel : `${panel}?${query}`;
  return link.href;
}

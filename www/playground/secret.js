// Hides credentials in what is shown.

const HEADER = "authorization";

/**
 * @param {string} name
 * @param {string} value
 * @param {boolean} show
 */
export function printHeader(name, value, show) {
  if (show || name.toLowerCase() !== HEADER) return `${name}: ${value}`;
  const [scheme, secret = ""] = value.split(/ (.*)/s);
  return `${name}: ${scheme} ••• (${secret.length} characters, hidden)`;
}

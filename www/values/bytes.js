// Bytes as text. Newer engines have `toBase64`; the others need few enough calls that a loop will do.

/** @param {ArrayBuffer} buffer */
export function toBase64(buffer) {
  let characters = "";
  for (const byte of new Uint8Array(buffer)) {
    characters += String.fromCharCode(byte);
  }
  return btoa(characters);
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} [most] how many bytes
 */
export function toHex(buffer, most = Infinity) {
  const bytes = new Uint8Array(buffer).subarray(0, most);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(
    " ",
  );
}

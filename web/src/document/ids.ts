/** Ids of new records: 16 hexadecimal digits, as Node-RED makes them. */

/** A new random id. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

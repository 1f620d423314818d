/** The bytes of a buffer value and the texts that they are edited as. flows.json holds a JSON list of numbers. */

export type BufferView = "text" | "raw" | "hex" | "base64";

/** The bytes of a stored value: a JSON list, or a JSON text (which the runtime reads as UTF-8); null for anything else. */
export function bytesOf(stored: string): Uint8Array | null {
  let value: unknown;
  try {
    value = stored.trim() === "" ? [] : JSON.parse(stored);
  } catch {
    return null;
  }
  if (typeof value === "string") return new TextEncoder().encode(value);
  if (!Array.isArray(value) || !value.every((item) => typeof item === "number")) return null;
  return Uint8Array.from(value, (item) => item & 255);
}

/** The value as flows.json holds it. */
export const storedBytes = (bytes: Uint8Array): string => JSON.stringify([...bytes]);

/** The bytes as text of a view; null where they cannot be shown so (bytes that are no UTF-8). */
export function shownBytes(bytes: Uint8Array, view: BufferView): string | null {
  switch (view) {
    case "raw":
      return storedBytes(bytes);
    case "hex":
      return Array.from(bytes, (byte, index) => hex(byte) + ((index + 1) % 16 === 0 ? "\n" : " "))
        .join("")
        .trimEnd();
    case "base64":
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    default:
      try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        return null;
      }
  }
}

const hex = (byte: number) => byte.toString(16).padStart(2, "0");

/** The bytes that a text of a view stands for; null for what stands for none. */
export function readBytes(text: string, view: BufferView): Uint8Array | null {
  switch (view) {
    case "raw":
      return bytesOf(text);
    case "hex": {
      const digits = text.replace(/0x|[\s,:-]/gi, "");
      if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) return null;
      return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
        Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
      );
    }
    case "base64":
      try {
        return Uint8Array.from(atob(text.replace(/\s/g, "")), (char) => char.charCodeAt(0));
      } catch {
        return null;
      }
    default:
      return new TextEncoder().encode(text);
  }
}

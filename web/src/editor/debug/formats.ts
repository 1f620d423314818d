/** The ways in which a value can be shown: a number as hexadecimal digits or a date, bytes as text or as a list. Pure. */

import { msg } from "../../i18n";

export type Format = "plain" | "hex" | "binary" | "milliseconds" | "seconds" | "text" | "list";

/** Names of formats, marked for translation. */
export const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  plain: msg("Plain"),
  hex: msg("Hexadecimal"),
  binary: msg("Binary"),
  milliseconds: msg("Date from milliseconds"),
  seconds: msg("Date from seconds"),
  text: msg("Text"),
  list: msg("List of bytes"),
};

const EARLIEST = Date.UTC(1990, 0);
const LATEST = Date.UTC(2100, 0);

/** The formats that make sense for a number, the usual one first. */
export function numberFormats(value: number): Format[] {
  const formats: Format[] = ["plain"];
  if (Number.isInteger(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) {
    formats.push("hex");
    if (value >= 0 && value < 2 ** 32) formats.push("binary");
  }
  if (value > EARLIEST && value < LATEST) formats.push("milliseconds");
  if (value * 1000 > EARLIEST && value * 1000 < LATEST) formats.push("seconds");
  return formats;
}

/** A number in a format. */
export function numberText(value: number, format: Format): string {
  const sign = value < 0 ? "-" : "";
  switch (format) {
    case "hex":
      return `${sign}0x${Math.abs(value).toString(16)}`;
    case "binary":
      return `0b${value.toString(2)}`;
    case "milliseconds":
      return new Date(value).toISOString();
    case "seconds":
      return new Date(value * 1000).toISOString();
    default:
      return String(value);
  }
}

/** Bytes as hexadecimal digits and as text, sixteen a line. */
export function hexLines(bytes: readonly number[]): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, 1024); at += 16) {
    const part = bytes.slice(at, at + 16);
    const hex = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}

/** Bytes as UTF-8 text. */
export const bytesText = (bytes: readonly number[]): string =>
  new TextDecoder().decode(Uint8Array.from(bytes));

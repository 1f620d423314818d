import { expect, it } from "vitest";
import { type BufferView, bytesOf, readBytes, shownBytes, storedBytes } from "./buffer-text";

it("reads lists of numbers and texts, as the runtime does", () => {
  expect(bytesOf("[104, 105, 256]")).toEqual(Uint8Array.of(104, 105, 0));
  expect(bytesOf('"hé"')).toEqual(Uint8Array.of(104, 195, 169));
  expect(bytesOf("")).toEqual(new Uint8Array());
  expect(bytesOf('["a"]')).toBeNull();
  expect(bytesOf("[1")).toBeNull();
});

it.each(["text", "raw", "hex", "base64"] as BufferView[])("comes back from the view %s as it was", (view) => {
  const bytes = new TextEncoder().encode("Grüße, 世界! and more than one line of hex");
  expect(readBytes(shownBytes(bytes, view)!, view)).toEqual(bytes);
});

it("shows no text for bytes that are none, and takes hex however it is written", () => {
  expect(shownBytes(Uint8Array.of(255, 254), "text")).toBeNull();
  expect(shownBytes(Uint8Array.of(255, 1), "hex")).toBe("ff 01");
  expect(readBytes("0xFF, 0x01", "hex")).toEqual(Uint8Array.of(255, 1));
  expect(readBytes("ff0", "hex")).toBeNull();
  expect(storedBytes(Uint8Array.of(1, 2))).toBe("[1,2]");
});

/**
 * What a function hands out, in the form that goes to Python: `0` nothing · `1` the message of the call on the first
 * output · an object: a message on the first output · otherwise a list with an entry per output, each null or a list of messages, where `0` stands for the message
 * of the call.
 *
 * The rules, and the text of the error, are Node-RED's
 * (https://nodered.org/docs/user-guide/writing-functions#sending-messages).
 */

import type { Message } from "./changes";
import { encode } from "./codec";

function nameOfType(value: unknown): string {
  if (typeof value !== "object") return typeof value;
  return Buffer.isBuffer(value) ? "Buffer" : Array.isArray(value) ? "Array" : "Date";
}

function isMessage(value: unknown): value is Message {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !Buffer.isBuffer(value) &&
    Object.prototype.toString.call(value) !== "[object Date]"
  );
}

/** The text for Python; what is not a message is reported and left out. */
export function encodeOutput(
  output: unknown,
  own: Message | undefined,
  complain: (text: string) => void,
): string {
  if (output === null || output === undefined) return "0";
  if (output === own) return "1";
  if (isMessage(output)) return encode(output);
  const ports = Array.isArray(output) ? output : [output];
  let text = "";
  let any = false;
  for (const entry of ports) {
    if (text) text += ",";
    // Node-RED leaves out whatever is falsy here without a word.
    if (!entry) {
      text += "null";
      continue;
    }
    let messages = "";
    for (const item of Array.isArray(entry) ? entry : [entry]) {
      if (item === null || item === undefined) continue;
      if (!isMessage(item)) {
        complain(`Function tried to send a message of type ${nameOfType(item)}`);
        continue;
      }
      any = true;
      messages += `${messages ? "," : ""}${item === own ? "0" : encode(item)}`;
    }
    text += messages ? `[${messages}]` : "null";
  }
  return any ? `[${text}]` : "0";
}

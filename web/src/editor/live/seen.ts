/** What the server has seen at a node's input: for completion of `msg.`, and for trying expressions. */

import { request } from "../../api/client";
import type { Seen } from "../../schema";
import { decode, toText } from "../debug/decode";
import { provideSeenMessages } from "../seen-messages";
import { propertiesOf } from "./shape";

/** An answer is good for so long: several fields of a form ask at once. */
const GOOD_MS = 2000;

export function provideSeen(): void {
  let last: { node: string; at: number; answer: Promise<Seen | null> } | null = null;
  const ask = (node: string): Promise<Seen | null> => {
    if (last?.node !== node || Date.now() - last.at > GOOD_MS) {
      const answer = request<Seen | null>("GET", `/api/v1/shapes/${encodeURIComponent(node)}`).catch(
        () => null,
      );
      last = { node, at: Date.now(), answer };
    }
    return last.answer;
  };
  provideSeenMessages({
    properties: async (node) => {
      const seen = await ask(node);
      return seen ? propertiesOf(seen.shape) : [];
    },
    messages: async (node) => {
      const seen = await ask(node);
      return (seen?.messages ?? []).map(({ msg, format }) => plain(decode(msg, format)));
    },
  });
}

/** The value without the marks of the debug channel. */
function plain(value: unknown): unknown {
  try {
    return JSON.parse(toText(value));
  } catch {
    return {};
  }
}

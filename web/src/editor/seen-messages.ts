/**
 * What is known of the messages that nodes received: for completion of `msg.` and for trying expressions. Whoever
 * watches messages provides it; until then nothing is known.
 */

import type { SeenProperty } from "../forms";

export interface SeenMessages {
  /** Properties of the messages at a node's input. */
  properties(node: string): Promise<SeenProperty[]>;
  /** The last messages at a node's input, the newest first. */
  messages(node: string): Promise<unknown[]>;
}

let source: SeenMessages = { properties: async () => [], messages: async () => [] };

export const seenMessages = (): SeenMessages => source;

export function provideSeenMessages(provided: SeenMessages): void {
  source = provided;
}

/** What a form needs of the editor around it; the forms themselves know neither document nor server. */

import { createContext, type ReactNode, useContext } from "react";
import type { PythonCompletion, PythonDescription, PythonMistake, PythonSignature } from "../schema";

export interface Choice {
  id: string;
  label: string;
  /** Said beside the label in a quieter tone. */
  detail?: string;
}

export interface PickGroup {
  id: string;
  label: string;
  items: Choice[];
}

/** What an expression gave for a message: JSON text, or what is wrong. */
export type Trial = { result: string; kind: string } | { error: string; position: number | null };

/** A property of messages that came by, as a path without `msg.`. */
export interface SeenProperty {
  path: string;
  /** What it held: its type, a short sample. */
  detail?: string;
}

/** What the server knows of the Python in one property of the edited node; what it cannot tell is an error. */
export interface PythonHost {
  isReadOnly: boolean;
  complete(code: string, position: number, signal: AbortSignal): Promise<PythonCompletion[]>;
  signature(code: string, position: number): Promise<PythonSignature | null>;
  describe(code: string, position: number): Promise<PythonDescription | null>;
  mistakes(code: string): Promise<PythonMistake[]>;
}

export interface FormHost {
  /** For code in a property that the node runs as Python; null for others. */
  python(property: string, read: (property: string) => unknown): PythonHost | null;

  /** Config nodes of the type that the edited node can see. */
  configNodes(type: string): Choice[];
  /** Opens a config node in a tray of its own (a new one without `id`); `onDone` gets its id. */
  editConfig(type: string, id: string | null, onDone: (id: string) => void): void;
  /** Nodes that a `nodes` field or a `node` value can name, by flow. */
  pickable(types: string | string[] | undefined): PickGroup[];
  contextStores: { default: string; stores: string[] };
  /** Names of environment variables that reach the edited node. */
  envNames(): string[];
  /** Keys in the context that the edited node sees. */
  contextKeys(scope: "flow" | "global", store: string): Promise<string[]>;
  /** Properties of the messages that the edited node has received lately. */
  seenProperties(): Promise<SeenProperty[]>;
  /** The messages that the edited node has received lately, the newest first. */
  seenMessages(): Promise<unknown[]>;
  /** Evaluates a JSONata expression for a message, as the edited node would. */
  evaluate(expression: string, message: unknown, signal: AbortSignal): Promise<Trial>;
  /** The types of config nodes that are installed. */
  configTypes(): { type: string; label: string }[];
  /** Shows Markdown as it will look. */
  markdown(text: string): ReactNode;
  /** What "new …" says of a config type. */
  typeLabel(type: string): string;
  isReadOnly: boolean;
}

const nothing: FormHost = {
  python: () => null,
  configNodes: () => [],
  editConfig: () => {},
  pickable: () => [],
  contextStores: { default: "memory", stores: ["memory"] },
  envNames: () => [],
  contextKeys: async () => [],
  seenProperties: async () => [],
  seenMessages: async () => [],
  evaluate: async () => ({ error: "", position: null }),
  configTypes: () => [],
  markdown: (text) => text,
  typeLabel: (type) => type,
  isReadOnly: false,
};

export const FormHostContext = createContext<FormHost>(nothing);
export const useFormHost = () => useContext(FormHostContext);

/** What a form needs of the editor around it; the forms themselves know neither document nor server. */

import { createContext, useContext } from "react";

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

export interface FormHost {
  /** Config nodes of the type that the edited node can see. */
  configNodes(type: string): Choice[];
  /** Opens a config node in a tray of its own (a new one without `id`); `onDone` gets its id. */
  editConfig(type: string, id: string | null, onDone: (id: string) => void): void;
  /** Nodes that a `nodes` field or a `node` value can name, by flow. */
  pickable(types: string | string[] | undefined): PickGroup[];
  contextStores: { default: string; stores: string[] };
  /** Names of environment variables that reach the edited node. */
  envNames(): string[];
  /** What "new …" says of a config type. */
  typeLabel(type: string): string;
  isReadOnly: boolean;
}

const nothing: FormHost = {
  configNodes: () => [],
  editConfig: () => {},
  pickable: () => [],
  contextStores: { default: "memory", stores: ["memory"] },
  envNames: () => [],
  typeLabel: (type) => type,
  isReadOnly: false,
};

export const FormHostContext = createContext<FormHost>(nothing);
export const useFormHost = () => useContext(FormHostContext);

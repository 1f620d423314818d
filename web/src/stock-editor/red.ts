/**
 * What we use of the stock Node-RED editor: its global `RED` and the two jQuery widgets that its forms are made of.
 * https://nodered.org/docs/api/ui/
 */

/** A node as that editor holds it: the keys of flows.json, and what the editor keeps beside them. */
export interface StockNode {
  id: string;
  type: string;
  z?: string;
  name?: string;
  changed?: boolean;
  dirty?: boolean;
  [property: string]: unknown;
}

interface CodeEditor {
  getValue(): string;
  destroy(): void;
  resize(): void;
}

export interface Red {
  nodes: {
    registerType(type: string, definition: object): void;
    eachNode(callback: (node: StockNode) => void): void;
    filterNodes(filter: Partial<StockNode>): StockNode[];
    node(id: string): StockNode | null;
    workspace(id: string): { label?: string } | undefined;
    subflow(id: string): { name?: string } | undefined;
    dirty(changed: boolean): void;
  };
  editor: {
    createEditor(options: { element?: HTMLElement; id: string; mode: string; value: string }): CodeEditor;
  };
  utils: {
    getNodeLabel(node: StockNode, fallback: string): string;
    decodeObject(payload: unknown, format: string): unknown;
    createObjectElement(value: unknown, options: object): ArrayLike<HTMLElement>;
  };
  actions: {
    add(name: string, action: () => void): void;
    invoke(name: string, ...more: unknown[]): void;
  };
  comms: { subscribe(topic: string, listener: (topic: string, data: unknown) => void): void };
  sidebar: { addTab(tab: object): void; show(id: string): void };
  view: { redraw(): void; reveal(id: string): void };
  notify(content: HTMLElement, options: object): void;
}

/** The jQuery object around one element, as far as the forms need it. */
export interface Wrapped {
  typedInput(options: object): Wrapped;
  typedInput(method: "type" | "value", value?: string): string;
  typedInput(method: "width", value: string): void;
  editableList(options: object): Wrapped;
  editableList(method: "addItem", data: object): void;
  editableList(method: "items"): { each(callback: (this: HTMLElement) => void): void };
  data(name: string): unknown;
  on(events: string, listener: (...values: unknown[]) => void): Wrapped;
  get(index: number): HTMLElement;
}

interface Globals {
  RED: Red;
  $: ((element: Element) => Wrapped) & { ajax(options: object): void };
}

const globals = globalThis as unknown as Globals;

export const red = (): Red => globals.RED;
export const wrap = (element: Element): Wrapped => globals.$(element);

/** A POST to the Admin API, with the editor's own credentials; tells the HTTP status. */
export function post(url: string, body: unknown, done: (status: number) => void): void {
  globals.$.ajax({
    url,
    type: "POST",
    data: JSON.stringify(body),
    contentType: "application/json; charset=utf-8",
    complete: (answer: { status: number }) => done(answer.status),
  });
}

/** A JSON value as a tree that is edited row by row. Nothing in here knows React. */

export type JsonKind = "string" | "number" | "boolean" | "null" | "object" | "array";

export interface JsonNode {
  id: number;
  /** Name in an object; of no meaning in an array. */
  key: string;
  kind: JsonKind;
  /** What a value says; empty for `null`, objects and arrays. */
  text: string;
  children: JsonNode[];
}

let lastId = 0;

const KINDS: Record<string, JsonKind> = { string: "string", number: "number", boolean: "boolean" };

/** The tree of a JSON value. */
export function treeOf(value: unknown, key = ""): JsonNode {
  const node: JsonNode = { id: ++lastId, key, kind: "null", text: "", children: [] };
  if (Array.isArray(value)) {
    return { ...node, kind: "array", children: value.map((item) => treeOf(item)) };
  }
  if (typeof value === "object" && value !== null) {
    const children = Object.entries(value).map(([name, item]) => treeOf(item, name));
    return { ...node, kind: "object", children };
  }
  const kind = KINDS[typeof value];
  return kind ? { ...node, kind, text: String(value) } : node;
}

/** The value of a tree. Of two entries of the same name the last one counts, as in JSON. */
export function toValue(node: JsonNode): unknown {
  switch (node.kind) {
    case "array":
      return node.children.map(toValue);
    case "object":
      return Object.fromEntries(node.children.map((child) => [child.key, toValue(child)]));
    case "number":
      return numberOf(node.text) ?? 0;
    case "boolean":
      return node.text === "true";
    case "null":
      return null;
    default:
      return node.text;
  }
}

/** A number as JSON has it; undefined for what is none. */
export function numberOf(text: string): number | undefined {
  return /^\s*-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** What is wrong with a row: a number that is none, a name that stands twice in its object. */
export function problemIn(node: JsonNode, parent?: JsonNode): "number" | "name" | null {
  if (node.kind === "number" && numberOf(node.text) === undefined) return "number";
  const isTwice =
    parent?.kind === "object" && parent.children.some((other) => other !== node && other.key === node.key);
  return isTwice ? "name" : null;
}

/** The tree with one node replaced by what the function makes of it: nothing, itself changed, or several. */
function withNode(
  root: JsonNode,
  id: number,
  change: (node: JsonNode, index: number, siblings: JsonNode[]) => JsonNode[],
): JsonNode {
  if (root.id === id) return change(root, 0, [root])[0] ?? root;
  let isChanged = false;
  const children = root.children.flatMap((child, index) => {
    if (child.id === id) {
      isChanged = true;
      return change(child, index, root.children);
    }
    const next = withNode(child, id, change);
    if (next !== child) isChanged = true;
    return [next];
  });
  return isChanged ? { ...root, children } : root;
}

/** Change the name or the text of a node. */
export const edited = (root: JsonNode, id: number, patch: Partial<Pick<JsonNode, "key" | "text">>) =>
  withNode(root, id, (node) => [{ ...node, ...patch }]);

/** Make a node one of another kind; what can be kept is. */
export function withKind(root: JsonNode, id: number, kind: JsonKind): JsonNode {
  return withNode(root, id, (node) => {
    if (node.kind === kind) return [node];
    const isNest = kind === "object" || kind === "array";
    const children = isNest ? node.children.map((child, index) => named(child, index)) : [];
    const text =
      kind === "string" || (kind === "number" && numberOf(node.text) !== undefined)
        ? node.text
        : kind === "number"
          ? "0"
          : kind === "boolean"
            ? String(node.text === "true")
            : "";
    return [{ ...node, kind, text, children }];
  });
}

const named = (node: JsonNode, index: number) => (node.key === "" ? { ...node, key: `item${index}` } : node);

export const without = (root: JsonNode, id: number) => withNode(root, id, () => []);

/** Add an empty text inside a node, or beside it; gives the tree and the new node's id. */
export function withNew(
  root: JsonNode,
  id: number,
  where: "inside" | "before" | "after",
): [JsonNode, number] {
  const added = treeOf("");
  const free = (siblings: readonly JsonNode[]) => {
    let name = "property";
    for (let n = 1; siblings.some((other) => other.key === name); n++) name = `property${n}`;
    return { ...added, key: name };
  };
  const next = withNode(root, id, (node, _index, siblings) => {
    if (where === "inside") return [{ ...node, children: [...node.children, free(node.children)] }];
    return where === "before" ? [free(siblings), node] : [node, free(siblings)];
  });
  return [next, added.id];
}

/** Put a copy of a node after it. */
export function withCopy(root: JsonNode, id: number): JsonNode {
  return withNode(root, id, (node) => {
    const copy = treeOf(toValue(node), node.key === "" ? "" : `${node.key} copy`);
    return [node, copy];
  });
}

/** Move a node among its siblings. */
export function moved(root: JsonNode, id: number, by: 1 | -1): JsonNode {
  const index = root.children.findIndex((child) => child.id === id);
  if (index >= 0) {
    const to = index + by;
    const other = root.children[to];
    const node = root.children[index];
    if (!other || !node) return root;
    return { ...root, children: root.children.with(index, other).with(to, node) };
  }
  const children = root.children.map((child) => moved(child, id, by));
  return children.some((child, at) => child !== root.children[at]) ? { ...root, children } : root;
}

/** Put the entries of an object, or the values of an array, in order. */
export function sorted(root: JsonNode, id: number): JsonNode {
  return withNode(root, id, (node) => {
    const word = (child: JsonNode) => (node.kind === "object" ? child.key : child.text);
    const children = [...node.children].sort((a, b) =>
      word(a).localeCompare(word(b), "en", { numeric: true }),
    );
    return [{ ...node, children }];
  });
}

/** The path of a node as a property expression: `a.b[0]["c d"]`; undefined when it is not in the tree. */
export function pathOf(root: JsonNode, id: number): string | undefined {
  return stepsTo(root, id)?.join("").replace(/^\./, "");
}

function stepsTo(root: JsonNode, id: number): string[] | undefined {
  if (root.id === id) return [];
  for (const [index, child] of root.children.entries()) {
    const rest = stepsTo(child, id);
    if (rest) return [root.kind === "array" ? `[${index}]` : stepInto(child.key), ...rest];
  }
  return undefined;
}

const stepInto = (key: string) =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;

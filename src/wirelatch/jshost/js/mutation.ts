/**
 * Whether code changes, in place, values that it got from context, and does not `set` them again.
 *
 * In Node-RED such a change is there for every node at once, as values are shared; here other kinds of node have them in
 * another process. Functions found here have what they got compared after each call (`Remembered` in `context-watch.ts`).
 */
import { isFunction, isReference, staticName, type Tree, walk } from "./syntax";

const CHANGING = new Set([
  "push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin", "set", "add", "delete", "clear",
]); // biome-ignore format: a list of names
/** Methods that give their callback the items. */
const EACH = new Set(["forEach", "map", "filter", "find", "some", "every", "flatMap"]);

/** Code that hands a value on from name to name more often than this is taken for code that changes it. */
const ROUNDS = 12;

export function changesInPlace(tree: Tree): boolean {
  const set = new Set<string>();
  walk(tree, (node) => {
    const key = accessedKey(node, "set");
    if (key !== undefined) set.add(key);
  });
  const names = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const known = names.size;
    let found = false;
    walk(tree, (node, ancestors) => {
      if (found) return;
      const isRead =
        (isAccess(node, "get") && !isSetAgain(node, set)) ||
        (node.type === "Identifier" &&
          names.has(node.name as string) &&
          isReference(node, ancestors.at(-1)) &&
          !isDeclared(node, ancestors.at(-1)));
      if (isRead) found = follow(node, ancestors, names);
    });
    if (found) return true;
    if (names.size === known) return false;
  }
  return true;
}

function isDeclared(node: Tree, parent: Tree | undefined): boolean {
  return parent?.type === "VariableDeclarator" && parent.id === node;
}

/** `flow.get(…)`, `context.global.get(…)`. */
function isAccess(node: Tree, method: "get" | "set"): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = node.callee as Tree;
  if (callee.type !== "MemberExpression" || staticName(callee) !== method) return false;
  const object = callee.object as Tree;
  if (object.type === "Identifier") return ["flow", "global", "context"].includes(object.name as string);
  if (object.type !== "MemberExpression") return false;
  const root = object.object as Tree;
  return root.type === "Identifier" && root.name === "context";
}

function accessedKey(node: Tree, method: "get" | "set"): string | undefined {
  if (!isAccess(node, method)) return undefined;
  const first = (node.arguments as Tree[])[0];
  return first?.type === "Literal" ? String(first.value) : "";
}

function isSetAgain(node: Tree, set: Set<string>): boolean {
  // A key that is worked out may be any.
  return set.has("") || set.has(accessedKey(node, "get") as string);
}

/** Where a value goes: true when it is changed there; names that it gets are added. */
function follow(node: Tree, ancestors: Tree[], names: Set<string>): boolean {
  let current = node;
  for (let depth = ancestors.length - 1; depth >= 0; depth--) {
    const parent = ancestors[depth] as Tree;
    switch (parent.type) {
      case "LogicalExpression":
      case "ConditionalExpression":
      case "ChainExpression":
      case "AwaitExpression":
        break;
      case "MemberExpression":
        if (parent.object !== current) return false;
        break;
      case "AssignmentExpression":
        if (parent.left === current) return current.type === "MemberExpression";
        addNames(parent.left as Tree, names);
        return false;
      case "UpdateExpression":
        return current.type === "MemberExpression";
      case "UnaryExpression":
        return parent.operator === "delete";
      case "VariableDeclarator":
        if (parent.init === current) addNames(parent.id as Tree, names);
        return false;
      case "ForOfStatement":
        if (parent.right === current) addNames(parent.left as Tree, names);
        return false;
      case "CallExpression":
        return isChangedByCall(parent, current, names);
      default:
        return false;
    }
    current = parent;
  }
  return false;
}

function isChangedByCall(call: Tree, value: Tree, names: Set<string>): boolean {
  const callee = call.callee as Tree;
  if (callee === value && value.type === "MemberExpression") {
    const method = staticName(value);
    if (method !== undefined && EACH.has(method)) {
      const [callback] = call.arguments as Tree[];
      const first = callback && isFunction(callback) ? (callback.params as Tree[])[0] : undefined;
      if (first) addNames(first, names);
    }
    return method !== undefined && CHANGING.has(method);
  }
  // A function of the code's own may do anything with it; Object.assign changes its first.
  if (callee.type === "Identifier") return true;
  return (
    callee.type === "MemberExpression" &&
    staticName(callee) === "assign" &&
    (call.arguments as Tree[])[0] === value
  );
}

function addNames(pattern: Tree, names: Set<string>): void {
  walk(pattern, (node, ancestors) => {
    const parent = ancestors.at(-1);
    const isKey = parent?.type === "Property" && parent.key === node && parent.value !== node;
    if (node.type === "Identifier" && !isKey && parent?.type !== "MemberExpression")
      names.add(node.name as string);
  });
}

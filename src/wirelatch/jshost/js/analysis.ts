/**
 * What a function does with its message, read from its code before it runs, so that only the properties it touches
 * need to cross between the processes.
 *
 * A use of `msg` that is not understood (it is passed on, copied, looped over …) means that the whole message crosses.
 */
import { changesInPlace } from "./mutation";
import {
  isFunction,
  isReference,
  parseBody,
  type SyntaxProblem,
  staticName,
  type Tree,
  walk,
} from "./syntax";

/** Property names from the message inwards: `msg.payload.count` is `["payload", "count"]`. */
export type Path = string[];

export interface Needs {
  /** The whole message must be there. */
  whole: boolean;
  /** Paths that may be read or changed. */
  touched: Path[];
  /** Top-level properties that are only assigned: their old value need not cross. */
  assigned: string[];
}

export interface Analysis {
  problem?: SyntaxProblem;
  /** The code awaits at its top level, so it must be compiled as an async function. */
  isAsync: boolean;
  /** The code calls `node.done()` itself. */
  callsDone: boolean;
  /** The code uses `node`. */
  usesNode: boolean;
  /** The code may send by other means than `return`. */
  sends: boolean;
  /** It may send, or answer a request, from a callback, when its call is long over. */
  sendsLate: boolean;
  /** It changes values from context in place. */
  changesContext: boolean;
  needs: Needs;
}

const DEPTH = 3;
const OPAQUE = new Set(["eval", "arguments", "Function"]);

export function analyse(code: string): Analysis {
  const result: Analysis = {
    isAsync: false,
    callsDone: false,
    usesNode: false,
    sends: false,
    sendsLate: false,
    changesContext: false,
    needs: { whole: false, touched: [], assigned: [] },
  };
  const tree = parseBody(code);
  if (!("type" in tree)) {
    result.problem = tree;
    return result;
  }
  result.changesContext = /\bget\b/.test(code) && changesInPlace(tree);
  const touched: Path[] = [];
  const assigned = new Set<string>();
  walk(tree, (node, ancestors) => {
    const nested = ancestors.some(isFunction);
    if (
      (node.type === "AwaitExpression" || (node.type === "ForOfStatement" && node.await === true)) &&
      !nested
    ) {
      result.isAsync = true;
    }
    if (node.type === "WithStatement") result.needs.whole = true;
    if (node.type !== "Identifier") return;
    const name = node.name as string;
    if (name === "res") result.sendsLate = true;
    if (!isReference(node, ancestors.at(-1))) return;
    if (OPAQUE.has(name)) result.needs.whole = true;
    if (name === "node" || name === "send") {
      const before = result.sends;
      result.sends = false;
      if (name === "node") noteNode(node, ancestors, result);
      else result.sends = result.usesNode = true;
      result.sendsLate ||= result.sends && nested;
      result.sends ||= before;
    }
    if (name === "msg") {
      const use = useOf(node, ancestors);
      if (use === "whole" || (use === "handed out" && nested)) result.needs.whole = true;
      else if (use !== "handed out") {
        for (const { path, only } of use) {
          if (only && path.length === 1) assigned.add(path[0] as string);
          else touched.push(path.slice(0, DEPTH));
        }
      }
    }
  });
  result.needs = mergeNeeds([{ whole: result.needs.whole, touched, assigned: [...assigned] }]);
  return result;
}

function noteNode(node: Tree, ancestors: Tree[], result: Analysis): void {
  result.usesNode = true;
  const parent = ancestors.at(-1) as Tree;
  const name = parent.type === "MemberExpression" && parent.object === node ? staticName(parent) : undefined;
  if (name === undefined || name === "send" || name === "linkcall") result.sends = true;
  if (name === "done" && ancestors.at(-2)?.type === "CallExpression") result.callsDone = true;
}

type Use = { path: Path; only: boolean }[] | "whole" | "handed out";

function useOf(node: Tree, ancestors: Tree[]): Use {
  let depth = ancestors.length - 1;
  const parent = ancestors[depth] as Tree;
  if (parent.type === "AssignmentExpression" && parent.left === node)
    return parent.operator === "=" ? [] : "whole";
  if (parent.type === "VariableDeclarator" && parent.id === node) return "whole";
  if (parent.type === "VariableDeclarator" && parent.init === node) return destructured(parent.id as Tree);
  if (parent.type === "AssignmentExpression" && parent.right === node)
    return destructured(parent.left as Tree);
  if (parent.type === "BinaryExpression" && parent.operator === "in" && parent.right === node) {
    const left = parent.left as Tree;
    return left.type === "Literal" ? [{ path: [String(left.value)], only: false }] : "whole";
  }
  if (parent.type !== "MemberExpression" || parent.object !== node)
    return isHandedOut(node, ancestors) ? "handed out" : "whole";

  const path: Path = [];
  let current: Tree = node;
  while (depth >= 0) {
    const member = ancestors[depth] as Tree;
    if (member.type === "ChainExpression") {
      current = member;
      depth--;
      continue;
    }
    if (member.type !== "MemberExpression" || member.object !== current) break;
    const name = staticName(member);
    if (name === undefined) break;
    path.push(name);
    current = member;
    depth--;
  }
  const user = ancestors[depth] as Tree | undefined;
  if (user?.type === "CallExpression" && user.callee === current) {
    const method = path.pop();
    if (!path.length) {
      const argument = (user.arguments as Tree[])[0];
      if (method !== "hasOwnProperty" || argument?.type !== "Literal") return "whole";
      return [{ path: [String(argument.value)], only: false }];
    }
  }
  if (!path.length || path.includes("__proto__")) return "whole";
  const only =
    (user?.type === "AssignmentExpression" && user.left === current && user.operator === "=") ||
    (user?.type === "UnaryExpression" && user.operator === "delete");
  return [{ path, only }];
}

function destructured(pattern: Tree): Use {
  if (pattern.type !== "ObjectPattern") return "whole";
  const uses: { path: Path; only: boolean }[] = [];
  for (const property of pattern.properties as Tree[]) {
    if (property.type !== "Property" || property.computed === true) return "whole";
    const key = property.key as Tree;
    uses.push({ path: [String(key.type === "Identifier" ? key.name : key.value)], only: false });
  }
  return uses;
}

/** Whether the message is returned, sent or reported here as a whole and nothing else is done with it. */
function isHandedOut(node: Tree, ancestors: Tree[]): boolean {
  let current = node;
  for (let depth = ancestors.length - 1; depth >= 0; depth--) {
    const parent = ancestors[depth] as Tree;
    switch (parent.type) {
      case "ReturnStatement":
        return !ancestors.slice(0, depth).some(isFunction);
      case "ArrayExpression":
        break;
      case "ConditionalExpression":
        if (parent.test === current) return true;
        break;
      case "LogicalExpression":
        break;
      case "IfStatement":
      case "UnaryExpression":
        return parent.type === "IfStatement" || parent.operator === "!" || parent.operator === "typeof";
      case "CallExpression": {
        const callee = parent.callee as Tree;
        if (callee.type === "Identifier" && callee.name === "send") return true;
        if (callee.type !== "MemberExpression") return false;
        const object = callee.object as Tree;
        if (object.type !== "Identifier" || object.name !== "node") return false;
        const name = staticName(callee);
        return (
          name === "send" ||
          name === "done" ||
          (name === "error" && (parent.arguments as Tree[])[1] === current)
        );
      }
      default:
        return false;
    }
    current = parent;
  }
  return false;
}

/** What several functions need together that run one after the other on the same message. */
export function mergeNeeds(all: Needs[]): Needs {
  const whole = all.some((needs) => needs.whole);
  const paths = all.flatMap((needs) => needs.touched);
  const assigned = [...new Set(all.flatMap((needs) => needs.assigned))];
  const byLength = [...paths].sort((a, b) => a.length - b.length);
  const touched: Path[] = [];
  for (const path of byLength) {
    if (!touched.some((known) => known.every((name, i) => path[i] === name))) touched.push(path);
  }
  const kept: Path[] = [];
  const onlyAssigned: string[] = [];
  for (const name of assigned) {
    // A property that is read somewhere as well, in whole or in part, is compared as a whole.
    if (touched.some((path) => path[0] === name)) kept.push([name]);
    else onlyAssigned.push(name);
  }
  const rest = touched.filter((path) => !kept.some((whole) => whole[0] === path[0]));
  return { whole, touched: [...rest, ...kept], assigned: onlyAssigned };
}

/** Walking a syntax tree (https://github.com/estree/estree) with the way to the root at hand. */
import * as acorn from "acorn";

export interface Tree {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

export interface SyntaxProblem {
  message: string;
  line: number;
  column: number;
}

/** Parse the body of a function; gives the problem with line and column (both from 1) when it is not JavaScript. */
export function parseBody(code: string): Tree | SyntaxProblem {
  try {
    return acorn.parse(code, {
      ecmaVersion: "latest",
      sourceType: "script",
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: false,
    }) as unknown as Tree;
  } catch (error) {
    const found = error as SyntaxError & { loc?: { line: number; column: number } };
    return {
      message: found.message.replace(/ \(\d+:\d+\)$/, ""),
      line: found.loc?.line ?? 1,
      column: (found.loc?.column ?? 0) + 1,
    };
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && typeof (value as Tree).type === "string";
}

export type Visitor = (node: Tree, ancestors: Tree[]) => void;

/** Visit every node, parents before children. `ancestors` ends with the parent and is only valid during the call. */
export function walk(node: Tree, visit: Visitor, ancestors: Tree[] = []): void {
  visit(node, ancestors);
  ancestors.push(node);
  for (const key in node) {
    const child = node[key];
    if (Array.isArray(child)) {
      for (const item of child) if (isTree(item)) walk(item, visit, ancestors);
    } else if (isTree(child)) {
      walk(child, visit, ancestors);
    }
  }
  ancestors.pop();
}

export function isFunction(node: Tree): boolean {
  return (
    node.type === "FunctionExpression" ||
    node.type === "FunctionDeclaration" ||
    node.type === "ArrowFunctionExpression" ||
    node.type === "StaticBlock" ||
    node.type === "PropertyDefinition"
  );
}

/** Whether an Identifier stands for a variable, and is not a property name, key or label. */
export function isReference(node: Tree, parent: Tree | undefined): boolean {
  if (!parent) return true;
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node || parent.computed === true;
    case "Property":
      return parent.value === node || parent.computed === true;
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent.value === node || parent.computed === true;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return false;
    default:
      return true;
  }
}

/** The name that a member expression uses, when it can be told from the text. */
export function staticName(member: Tree): string | undefined {
  const property = member.property as Tree;
  if (member.computed !== true) return property.type === "Identifier" ? (property.name as string) : undefined;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}

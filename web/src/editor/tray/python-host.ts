/** Asks the server about the Python of a node (wirelatch/workbench/python_code/routes.py). */

import { request } from "../../api/client";
import type { NodeRecord } from "../../document";
import type { PythonHost } from "../../forms";
import type {
  PythonCode,
  PythonCompletion,
  PythonDescription,
  PythonMistake,
  PythonSignature,
} from "../../schema";

const PARTS = ["initialize", "func", "finalize"] as const;

/** For one of the three parts of a python node's code; `read` gives the others as they are in the form. */
export function pythonHost(
  record: NodeRecord,
  property: string,
  read: (property: string) => unknown,
  isReadOnly: boolean,
): PythonHost | null {
  const part = PARTS.find((name) => name === property);
  if (record.type !== "python" || !part) return null;
  const ask = <T>(what: string, code: string, position?: number, signal?: AbortSignal) => {
    const texts = Object.fromEntries(PARTS.map((name) => [name, String(read(name) ?? "")]));
    const question = { node: record.id, part, ...texts, [part]: code } as PythonCode;
    // The server counts characters, CodeMirror UTF-16 units.
    if (position !== undefined) question.position = [...code.slice(0, position)].length;
    return request<T>("POST", `/api/v1/python/${what}`, { body: question, ...(signal && { signal }) });
  };
  return {
    isReadOnly,
    complete: (code, position, signal) => ask<PythonCompletion[]>("complete", code, position, signal),
    signature: (code, position) => ask<PythonSignature | null>("signature", code, position),
    describe: (code, position) => ask<PythonDescription | null>("describe", code, position),
    async mistakes(code) {
      const found = await ask<PythonMistake[]>("mistakes", code);
      const letters = [...code];
      const unitsOf = (count: number) =>
        letters.slice(0, count).join("").length + Math.max(0, count - letters.length);
      return found.map((each) => ({ ...each, start: unitsOf(each.start), end: unitsOf(each.end) }));
    },
  };
}

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} are the fields of CodeMirror's snippets.
/** JavaScript of function nodes: what stands in their scope is completed, and syntax errors are marked. */

import { completeFromList, snippetCompletion } from "@codemirror/autocomplete";
import { javascript, javascriptLanguage } from "@codemirror/lang-javascript";
import { type Diagnostic, linter } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";
import { parse } from "acorn";

const scope = completeFromList([
  { label: "msg", type: "variable", detail: "the message" },
  { label: "msg.payload", type: "property" },
  { label: "msg.topic", type: "property" },
  { label: "msg._msgid", type: "property" },
  { label: "node", type: "variable", detail: "this node" },
  snippetCompletion("node.send(${msg})", { label: "node.send", type: "method" }),
  snippetCompletion("node.done()", { label: "node.done", type: "method" }),
  snippetCompletion("node.error(${text}, msg)", { label: "node.error", type: "method" }),
  snippetCompletion("node.warn(${text})", { label: "node.warn", type: "method" }),
  snippetCompletion("node.log(${text})", { label: "node.log", type: "method" }),
  snippetCompletion('node.status({fill: "${green}", shape: "${dot}", text: "${text}"})', {
    label: "node.status",
    type: "method",
  }),
  snippetCompletion('node.on("close", () => {\n\t${}\n})', { label: "node.on", type: "method" }),
  snippetCompletion('context.get("${key}")', { label: "context.get", type: "method" }),
  snippetCompletion('context.set("${key}", ${value})', { label: "context.set", type: "method" }),
  snippetCompletion('flow.get("${key}")', { label: "flow.get", type: "method" }),
  snippetCompletion('flow.set("${key}", ${value})', { label: "flow.set", type: "method" }),
  snippetCompletion('global.get("${key}")', { label: "global.get", type: "method" }),
  snippetCompletion('global.set("${key}", ${value})', { label: "global.set", type: "method" }),
  snippetCompletion('env.get("${name}")', { label: "env.get", type: "method" }),
  snippetCompletion("RED.util.cloneMessage(${msg})", { label: "RED.util.cloneMessage", type: "method" }),
  snippetCompletion("RED.util.getMessageProperty(${msg}, ${path})", {
    label: "RED.util.getMessageProperty",
    type: "method",
  }),
]);

const BEFORE = "(async function(){";

/** The place of the first syntax error; the code is the body of an async function. */
function syntaxErrors(view: EditorView): Diagnostic[] {
  const text = view.state.doc.toString();
  try {
    parse(`${BEFORE}${text}\n})`, { ecmaVersion: "latest" });
    return [];
  } catch (error) {
    const { pos = 0, message } = error as { pos?: number; message: string };
    const from = Math.max(0, Math.min(text.length, pos - BEFORE.length));
    const to = Math.min(text.length, from + 1);
    return [
      { from: Math.min(from, to), to, severity: "error", message: message.replace(/ \(\d+:\d+\)$/, "") },
    ];
  }
}

export default [javascript(), javascriptLanguage.data.of({ autocomplete: scope }), linter(syntaxErrors)];

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} are the fields of CodeMirror's snippets.
/** Python of python nodes: what stands in their scope is completed. */

import { completeFromList, snippetCompletion } from "@codemirror/autocomplete";
import { python, pythonLanguage } from "@codemirror/lang-python";
import { indentUnit } from "@codemirror/language";

const scope = completeFromList([
  { label: "msg", type: "variable", detail: "the message, a dict" },
  { label: "msg.payload", type: "property" },
  { label: "msg.topic", type: "property" },
  { label: "node", type: "variable", detail: "this node" },
  snippetCompletion("send(${msg})", { label: "send", type: "function" }),
  snippetCompletion("node.send(${msg})", { label: "node.send", type: "method" }),
  snippetCompletion("node.error(${text}, msg)", { label: "node.error", type: "method" }),
  snippetCompletion("node.warn(${text})", { label: "node.warn", type: "method" }),
  snippetCompletion("node.log(${text})", { label: "node.log", type: "method" }),
  snippetCompletion('node.status("${text}", fill="${green}", shape="${dot}")', {
    label: "node.status",
    type: "method",
  }),
  snippetCompletion('context.get("${key}")', { label: "context.get", type: "method" }),
  snippetCompletion('context.set("${key}", ${value})', { label: "context.set", type: "method" }),
  snippetCompletion('flow.get("${key}")', { label: "flow.get", type: "method" }),
  snippetCompletion('flow.set("${key}", ${value})', { label: "flow.set", type: "method" }),
  snippetCompletion('env.get("${name}")', { label: "env.get", type: "method" }),
]);

export default [python(), indentUnit.of("    "), pythonLanguage.data.of({ autocomplete: scope })];

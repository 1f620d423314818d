/**
 * What the editor of Python functions shows of the server's knowledge of the code: completion, the parameters of the
 * call around the cursor, what the name under the pointer is, and mistakes while typing.
 */

import type { Completion, CompletionContext, CompletionSource } from "@codemirror/autocomplete";
import { linter } from "@codemirror/lint";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { EditorView, hoverTooltip, showTooltip, type Tooltip, tooltips, ViewPlugin } from "@codemirror/view";
import type { PythonSignature } from "../../schema";
import type { PythonHost } from "../host";

/** Kinds of names as CodeMirror has icons for them. */
const KINDS: Record<string, string> = {
  module: "namespace",
  instance: "variable",
  statement: "variable",
  param: "variable",
};
/** Rest after the last key until mistakes and parameters are asked for. */
const REST_MS = 350;

/** Where the name before the cursor begins; null where nothing is to be completed without being asked. */
export function nameBefore(before: string, isExplicit: boolean): number | null {
  if (!isExplicit && /(^|[^\\])#[^"']*$/.test(before)) return null;
  const name = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(before)?.[0] ?? "";
  const from = before.length - name.length;
  // Numbers have no names behind their dot.
  if (name === "" && !isExplicit && !/[\p{L}_\])"'][\p{N}_]*\.$/u.test(before)) return null;
  if (/\p{N}$/u.test(before.slice(0, from))) return null;
  return from;
}

function completion(host: PythonHost): CompletionSource {
  return async (context: CompletionContext) => {
    const line = context.state.doc.lineAt(context.pos);
    const start = nameBefore(line.text.slice(0, context.pos - line.from), context.explicit);
    if (start === null) return null;
    const stop = new AbortController();
    context.addEventListener("abort", () => stop.abort(), { onDocChange: false });
    const found = await host.complete(context.state.doc.toString(), context.pos, stop.signal).catch(() => []);
    if (context.aborted || found.length === 0) return null;
    const options = found.map(
      ({ name, kind, detail }): Completion => ({ label: name, type: KINDS[kind] ?? kind, detail }),
    );
    return { from: line.from + start, options, validFor: /^[\p{L}\p{N}_]*$/u };
  };
}

const marks = (host: PythonHost): Extension =>
  linter(
    async (view) => {
      const size = view.state.doc.length;
      const found = await host.mistakes(view.state.doc.toString()).catch(() => []);
      return found.map(({ start, end, severity, text }) => ({
        from: Math.min(start, size),
        to: Math.min(end, size),
        severity,
        message: text,
      }));
    },
    { delay: REST_MS },
  );

function text(parent: HTMLElement, tag: string, content: string): void {
  if (content === "") return;
  parent.appendChild(document.createElement(tag)).textContent = content;
}

const description = (host: PythonHost): Extension =>
  hoverTooltip(async (view, pos) => {
    const word = view.state.wordAt(pos);
    if (!word) return null;
    const found = await host.describe(view.state.doc.toString(), word.to).catch(() => null);
    if (!found || word.to > view.state.doc.length) return null;
    return {
      pos: word.from,
      end: word.to,
      above: true,
      create() {
        const dom = document.createElement("div");
        dom.className = "cm-python-help";
        text(dom, "code", found.title);
        text(dom, "p", found.documentation);
        return { dom };
      },
    };
  });

const setSignature = StateEffect.define<{ pos: number; signature: PythonSignature } | null>();

const signatureShown = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setSignature)) return effect.value ? signatureTooltip(effect.value) : null;
    }
    return tooltip && transaction.docChanged
      ? { ...tooltip, pos: transaction.changes.mapPos(tooltip.pos) }
      : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

function signatureTooltip({ pos, signature }: { pos: number; signature: PythonSignature }): Tooltip {
  return {
    pos,
    above: true,
    create() {
      const dom = document.createElement("div");
      dom.className = "cm-python-help";
      const call = dom.appendChild(document.createElement("code"));
      call.append(`${signature.name}(`);
      signature.parameters.forEach((parameter, index) => {
        if (index > 0) call.append(", ");
        text(call, index === signature.current ? "strong" : "span", parameter);
      });
      call.append(")");
      text(dom, "p", signature.documentation.split("\n\n")[0] ?? "");
      return { dom };
    },
  };
}

/** Whether the cursor is within brackets of a call, as far as the text tells. */
export function isInCall(before: string): boolean {
  let depth = 0;
  for (let at = before.length - 1; at >= Math.max(0, before.length - 2000); at--) {
    const letter = before[at] ?? "";
    if (letter === ")") depth += 1;
    else if (letter === "(") {
      if (depth === 0) return /[\p{L}\p{N}_\])]$/u.test(before.slice(0, at));
      depth -= 1;
    }
  }
  return false;
}

const parameters = (host: PythonHost): Extension => [
  signatureShown,
  ViewPlugin.define((view) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    const clear = () => {
      asked += 1;
      if (view.state.field(signatureShown)) view.dispatch({ effects: setSignature.of(null) });
    };
    const ask = async () => {
      const pos = view.state.selection.main.head;
      const code = view.state.doc.toString();
      if (!view.hasFocus || !isInCall(code.slice(0, pos))) return clear();
      asked += 1;
      const mine = asked;
      const signature = await host.signature(code, pos).catch(() => null);
      if (mine !== asked) return;
      view.dispatch({ effects: setSignature.of(signature && { pos, signature }) });
    };
    return {
      update(update) {
        if (!update.docChanged && !update.selectionSet && !update.focusChanged) return;
        clearTimeout(timer);
        timer = setTimeout(() => void ask(), REST_MS);
      },
      destroy() {
        asked += 1;
        clearTimeout(timer);
      },
    };
  }),
];

const look = EditorView.theme({
  ".cm-python-help": {
    maxWidth: "34rem",
    maxHeight: "16rem",
    overflowY: "auto",
    padding: "6px 10px",
    fontSize: "0.75rem",
    whiteSpace: "pre-wrap",
  },
  ".cm-python-help code": { fontFamily: "var(--wl-font-mono)" },
  ".cm-python-help strong": { color: "var(--wl-accent-text, var(--wl-accent))" },
  ".cm-python-help p": { margin: "4px 0 0", color: "var(--wl-text-muted)" },
});

/** All of it, for one editor; those who may only read are told of mistakes. */
export function pythonCode(host: PythonHost): Extension {
  if (host.isReadOnly) return marks(host);
  // CodeMirror knows a source again by its identity.
  const data = [{ autocomplete: completion(host) }];
  return [
    EditorState.languageData.of(() => data),
    marks(host),
    description(host),
    parameters(host),
    // Within the editor, whose edges cut off what reaches over them.
    tooltips({ tooltipSpace: (view) => view.dom.getBoundingClientRect() }),
    look,
  ];
}

/** CodeMirror 6 in the colours of the interface. A chunk of its own: nothing but `code-editor.tsx` may import it. */

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { useFormHost } from "../host";
import type { CodeEditorHandle, CodeEditorProps } from "./code-editor";
import { loadLanguage } from "./code-languages";
import { pythonCode } from "./python-code";
import { seenCompletion } from "./seen-completion";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: "light-dark(#8a3ea8, #d59bf0)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "light-dark(#1f6b3a, #8fd6a4)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "light-dark(#a2480f, #f0b07a)" },
  { tag: [tags.comment, tags.meta], color: "light-dark(#68767d, #84949c)", fontStyle: "italic" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    color: "light-dark(#1b5fae, #86bdf5)",
  },
  { tag: [tags.propertyName, tags.attributeName], color: "light-dark(#0f6c75, #7fd3da)" },
  { tag: [tags.tagName, tags.typeName, tags.className], color: "light-dark(#a8324a, #f39aae)" },
  { tag: [tags.heading, tags.strong], fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: [tags.link, tags.url], textDecoration: "underline" },
  { tag: tags.invalid, color: "var(--wl-danger)" },
]);

const look = EditorView.theme({
  "&": {
    flex: "1",
    minWidth: "0",
    fontSize: "0.8rem",
    backgroundColor: "transparent",
    color: "var(--wl-text)",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--wl-font-mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "6px 0", caretColor: "var(--wl-text)" },
  ".cm-cursor": { borderLeftColor: "var(--wl-text)", borderLeftWidth: "2px" },
  ".cm-gutters": {
    backgroundColor: "var(--wl-surface-2)",
    color: "var(--wl-text-muted)",
    borderRight: "1px solid var(--wl-border)",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2rem", padding: "0 6px 0 4px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--wl-hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "light-dark(#0f6c7533, #56c2cb4d)",
  },
  ".cm-selectionMatch": { backgroundColor: "light-dark(#b8621b22, #e59a5533)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--wl-accent-soft)",
    outline: "1px solid var(--wl-accent)",
  },
  ".cm-panels, .cm-tooltip": {
    backgroundColor: "var(--wl-surface-float)",
    color: "var(--wl-text)",
    border: "1px solid var(--wl-border)",
    borderRadius: "var(--wl-radius-sm)",
  },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", fontFamily: "var(--wl-font-mono)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--wl-accent)",
    color: "var(--wl-text-on-accent)",
  },
  ".cm-textfield, .cm-button": {
    backgroundColor: "var(--wl-surface)",
    backgroundImage: "none",
    border: "1px solid var(--wl-border-strong)",
    borderRadius: "var(--wl-radius-sm)",
    color: "var(--wl-text)",
  },
});

const nonce = () => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

function handleOf(editor: EditorView): CodeEditorHandle {
  return {
    replaceSelection(change) {
      const { from, to } = editor.state.selection.main;
      const { text, select = [text.length, text.length] } = change(editor.state.sliceDoc(from, to));
      editor.dispatch({
        changes: { from, to, insert: text },
        selection: { anchor: from + select[0], head: from + select[1] },
        scrollIntoView: true,
      });
      editor.focus();
    },
    replaceLines(change) {
      const { doc, selection } = editor.state;
      const from = doc.lineAt(selection.main.from).from;
      const to = doc.lineAt(selection.main.to).to;
      const text = change(editor.state.sliceDoc(from, to).split("\n")).join("\n");
      editor.dispatch({
        changes: { from, to, insert: text },
        selection: { anchor: from + text.length },
        scrollIntoView: true,
      });
      editor.focus();
    },
  };
}

export default function CodeMirror({
  value,
  language,
  label,
  onChange,
  isDisabled,
  autoFocus,
  python,
  onReady,
}: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const parts = useRef({ language: new Compartment(), access: new Compartment(), name: new Compartment() });
  const changed = useRef(onChange);
  changed.current = onChange;
  const formHost = useFormHost();
  const languageNow = useRef(language);
  languageNow.current = language;

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; later values come in through the effects below.
  useEffect(() => {
    const { language, access, name } = parts.current;
    const seen = seenCompletion(
      () => languageNow.current,
      () => formHost.seenProperties(),
    );
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: value,
        extensions: [
          lineNumbers(),
          foldGutter(),
          lintGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of("    "),
          EditorState.tabSize.of(4),
          bracketMatching(),
          closeBrackets(),
          autocompletion(),
          EditorState.languageData.of(() => [{ autocomplete: seen }]),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          syntaxHighlighting(colours),
          // Its style elements need the nonce of the page's content security policy.
          EditorView.cspNonce.of(nonce()),
          look,
          // Escape, then Tab, leaves the editor: Tab alone indents.
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"),
            ...searchKeymap,
            ...historyKeymap,
            ...foldKeymap,
            ...completionKeymap,
            ...lintKeymap,
            indentWithTab,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
          }),
          python ? pythonCode(python) : [],
          language.of([]),
          access.of([]),
          name.of([]),
        ],
      }),
    });
    view.current = editor;
    if (autoFocus) editor.focus();
    onReady?.(handleOf(editor));
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor && value !== editor.state.doc.toString()) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);

  useEffect(() => {
    let isCurrent = true;
    loadLanguage(language).then((extension) => {
      if (isCurrent) view.current?.dispatch({ effects: parts.current.language.reconfigure(extension) });
    });
    return () => {
      isCurrent = false;
    };
  }, [language]);

  useEffect(() => {
    const { access, name } = parts.current;
    view.current?.dispatch({
      effects: [
        access.reconfigure([
          EditorState.readOnly.of(isDisabled === true),
          EditorView.editable.of(isDisabled !== true),
        ]),
        // Said although it is so: tools that look for what the keyboard reaches do not count editable content.
        name.reconfigure(EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" })),
      ],
    });
  }, [isDisabled, label]);

  return <div ref={host} style={{ display: "flex", flex: 1, minWidth: 0 }} />;
}

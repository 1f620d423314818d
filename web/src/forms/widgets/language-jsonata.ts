/** JSONata: colours, and its functions completed. */

import { completeFromList, snippetCompletion } from "@codemirror/autocomplete";
import { StreamLanguage, type StringStream } from "@codemirror/language";
import { t } from "../../i18n";
import { JSONATA_FUNCTIONS } from "../expand/jsonata-functions";

interface State {
  comment: boolean;
}

const WORDS = new Set(["and", "or", "in", "function", "true", "false", "null", "λ"]);

function token(stream: StringStream, state: State): string | null {
  if (state.comment) {
    if (stream.skipTo("*/")) {
      stream.match("*/");
      state.comment = false;
    } else stream.skipToEnd();
    return "comment";
  }
  if (stream.eatSpace()) return null;
  if (stream.match("/*")) {
    state.comment = true;
    return "comment";
  }
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return "string";
  if (stream.match(/^`[^`]*`?/)) return "propertyName";
  if (stream.match(/^\d+(\.\d+)?([eE][+-]?\d+)?/)) return "number";
  if (stream.match(/^\$[\p{L}\p{N}_]*/u))
    return stream.peek() === "(" ? "variableName.function" : "variableName";
  const word = stream.match(/^[\p{L}_λ][\p{L}\p{N}_]*/u) as RegExpMatchArray | null;
  if (word) return WORDS.has(word[0]) ? "keyword" : "propertyName";
  stream.next();
  return "operator";
}

const language = StreamLanguage.define<State>({
  name: "jsonata",
  startState: () => ({ comment: false }),
  token,
  languageData: {
    commentTokens: { block: { open: "/*", close: "*/" } },
    closeBrackets: { brackets: ["(", "[", "{", '"', "'", "`"] },
  },
});

const functions = completeFromList(
  JSONATA_FUNCTIONS.flatMap((group) =>
    group.functions.map(({ name, args, text }) =>
      snippetCompletion(`${name}(\${})`, {
        label: name,
        type: "function",
        detail: `(${args})`,
        info: () => {
          const element = document.createElement("p");
          element.textContent = t(text);
          return element;
        },
      }),
    ),
  ),
);

export default [language, language.data.of({ autocomplete: functions })];

/** JSON with its errors marked. */

import { json, jsonParseLinter } from "@codemirror/lang-json";
import { linter } from "@codemirror/lint";

const parse = jsonParseLinter();

export default [json(), linter((view) => (view.state.doc.length === 0 ? [] : parse(view)))];

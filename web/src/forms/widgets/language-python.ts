/** Python's syntax. What stands in the scope of a python node is completed by the server: `python-code.ts`. */

import { python } from "@codemirror/lang-python";
import { indentUnit } from "@codemirror/language";

export default [python(), indentUnit.of("    ")];

/** A code editor that is fetched when the first one is shown; until then its text stands there, readable. */

import { lazy, Suspense } from "react";
import type { PythonHost } from "../host";
import styles from "./code.module.css";

/** What buttons beside a code editor do with its text. */
export interface CodeEditorHandle {
  /** Replace the selection; `select` is what is selected then, counted from the start of the new text. */
  replaceSelection(change: (selected: string) => { text: string; select?: [from: number, to: number] }): void;
  /** Replace the lines that the selection touches. */
  replaceLines(change: (lines: string[]) => string[]): void;
}

export interface CodeEditorProps {
  value: string;
  language: string;
  label: string;
  onChange: (text: string) => void;
  isDisabled?: boolean;
  /** What is known of the code, where it is Python that a node runs. */
  python?: PythonHost | null;
  autoFocus?: boolean;
  /** Called when the editor is there. */
  onReady?: (handle: CodeEditorHandle) => void;
}

const CodeMirror = lazy(() => import("./codemirror"));

export function CodeEditor(props: CodeEditorProps) {
  return (
    <div className={styles.code}>
      <Suspense fallback={<pre className={styles.codeLoading}>{props.value}</pre>}>
        <CodeMirror {...props} />
      </Suspense>
    </div>
  );
}

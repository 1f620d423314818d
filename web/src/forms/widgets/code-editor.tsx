/** A code editor that is fetched when the first one is shown; until then its text stands there, readable. */

import { lazy, Suspense } from "react";
import styles from "./code.module.css";

export interface CodeEditorProps {
  value: string;
  language: string;
  label: string;
  onChange: (text: string) => void;
  isDisabled?: boolean;
  autoFocus?: boolean;
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

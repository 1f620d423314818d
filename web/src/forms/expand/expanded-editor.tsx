/**
 * The large editor of a value, in a dialog: text and code, JSON as text or tree, buffers, expressions with a test pane,
 * Markdown with a preview. What is edited is taken over by Done only.
 */

import { type ComponentType, lazy, Suspense, useState } from "react";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import type { PythonHost } from "../host";
import { CodeEditor } from "../widgets/code-editor";
import styles from "./expand.module.css";

export interface ExpandedContentProps {
  value: string;
  label: string;
  language: string;
  isDisabled?: boolean;
  python?: PythonHost | null;
  onChange: (text: string) => void;
}

interface Content {
  of: ComponentType<ExpandedContentProps>;
  size: "lg" | "xl";
}

const CONTENTS: Record<string, Content> = {
  json: { of: lazy(async () => ({ default: (await import("./json-editor")).JsonEditor })), size: "lg" },
  bin: { of: lazy(async () => ({ default: (await import("./buffer-editor")).BufferEditor })), size: "lg" },
  jsonata: {
    of: lazy(async () => ({ default: (await import("./expression-editor")).ExpressionEditor })),
    size: "xl",
  },
  markdown: {
    of: lazy(async () => ({ default: (await import("./markdown-editor")).MarkdownEditor })),
    size: "xl",
  },
};

const CODE: Content = {
  of: (props) => <CodeEditor {...props} autoFocus />,
  size: "lg",
};

interface ExpandedEditorProps {
  title: string;
  /** Language of the text; `json`, `bin`, `jsonata` and `markdown` have editors of their own. */
  language: string;
  value: string;
  isDisabled?: boolean;
  python?: PythonHost | null;
  onClose: () => void;
  onDone: (text: string) => void;
}

export function ExpandedEditor({
  title,
  language,
  value,
  isDisabled,
  python = null,
  onClose,
  onDone,
}: ExpandedEditorProps) {
  const [text, setText] = useState(value);
  const { of: Editor, size } = CONTENTS[language] ?? CODE;
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      size={size}
      footer={
        <>
          <Button onPress={onClose}>{t("Cancel")}</Button>
          <Button variant="primary" isDisabled={isDisabled ?? false} onPress={() => onDone(text)}>
            {t("Done")}
          </Button>
        </>
      }
    >
      <div
        className={styles.full}
        onKeyDownCapture={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || isDisabled) return;
          event.preventDefault();
          event.stopPropagation();
          onDone(text);
        }}
      >
        <Suspense fallback={<pre className={styles.waiting}>{text}</pre>}>
          <Editor
            value={text}
            label={title}
            language={language}
            isDisabled={isDisabled ?? false}
            python={python}
            onChange={setText}
          />
        </Suspense>
      </div>
    </Dialog>
  );
}

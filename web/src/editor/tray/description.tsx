/** The description of a node, flow or group: Markdown, written and looked at. */

import { useState } from "react";
import { CodeEditor, type FormScope } from "../../forms";
import { Button } from "../../ui/Button";
import { Markdown } from "../markdown-view";
import styles from "./tray.module.css";

export function Description({ scope, isReadOnly }: { scope: FormScope; isReadOnly: boolean }) {
  const text = String(scope.get("info") ?? "");
  const [isPreview, setPreview] = useState(isReadOnly && text !== "");
  return (
    <div className={styles.description}>
      <div className={styles.descriptionBar}>
        <span className={styles.hint}>Markdown. It is shown in the information sidebar.</span>
        <Button size="sm" icon={isPreview ? "edit" : "eye"} onPress={() => setPreview(!isPreview)}>
          {isPreview ? "Write" : "Preview"}
        </Button>
      </div>
      {isPreview ? (
        <div className={styles.preview}>{text ? <Markdown text={text} /> : "Nothing written yet."}</div>
      ) : (
        <CodeEditor
          value={text}
          language="markdown"
          label="Description"
          isDisabled={isReadOnly}
          onChange={(info) => scope.set({ info })}
        />
      )}
    </div>
  );
}

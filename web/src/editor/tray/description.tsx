/** The description of a node, flow or group: Markdown, written and looked at. */

import { lazy, Suspense, useState } from "react";
import type { FormScope } from "../../forms";
import { ExpandedEditor } from "../../forms";
import { t } from "../../i18n";
import styles from "./tray.module.css";

const MarkdownField = lazy(async () => ({
  default: (await import("../../forms/expand/markdown-editor")).MarkdownField,
}));

export function Description({ scope, isReadOnly }: { scope: FormScope; isReadOnly: boolean }) {
  const [isExpanded, setExpanded] = useState(false);
  const text = String(scope.get("info") ?? "");
  const set = (info: string) => scope.set({ info });
  return (
    <div className={styles.description}>
      <Suspense>
        <MarkdownField
          value={text}
          label={t("Description")}
          isDisabled={isReadOnly}
          onChange={set}
          onExpand={() => setExpanded(true)}
        />
      </Suspense>
      <span className={styles.hint}>
        {t("Markdown. It is shown in the information sidebar. Images can be dropped into it.")}
      </span>
      {isExpanded && (
        <ExpandedEditor
          title={t("Description")}
          language="markdown"
          value={text}
          isDisabled={isReadOnly}
          onClose={() => setExpanded(false)}
          onDone={(next) => {
            set(next);
            setExpanded(false);
          }}
        />
      )}
    </div>
  );
}

/** What the author of a flow has written about a node, in a bubble beside it. */

import { useRef } from "react";
import { Dialog, Heading } from "react-aria-components";
import { nodeLabel } from "../../document";
import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { Popover } from "../../ui/Popover";
import { useDocument, useEditor } from "../editor";
import { Markdown } from "../markdown-view";
import { ui } from "../store";
import styles from "./node-docs.module.css";

export function NodeDocs({ id, left, top }: { id: string; left: number; top: number }) {
  const { types } = useEditor();
  const document = useDocument();
  const anchor = useRef<HTMLSpanElement>(null);
  const record = document.get(id);
  if (!record) return null;
  return (
    <>
      <span ref={anchor} style={{ position: "fixed", left, top, width: 1, height: 1 }} />
      <Popover
        triggerRef={anchor}
        isOpen
        placement="top start"
        onOpenChange={(isOpen) => !isOpen && ui.closeDialog()}
      >
        <Dialog className={styles.docs ?? ""}>
          <div className={styles.head}>
            <Heading slot="title" className={styles.title ?? ""}>
              {nodeLabel(record, types, document)}
            </Heading>
            <IconButton
              icon="edit"
              size="sm"
              label={t("Edit the node")}
              onPress={() => {
                ui.closeDialog();
                ui.openTray({ id });
              }}
            />
          </div>
          <div className={styles.text}>
            <Markdown text={String(record.info ?? "")} />
          </div>
        </Dialog>
      </Popover>
    </>
  );
}

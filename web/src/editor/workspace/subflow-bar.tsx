/** The bar above an open subflow: its ends, its properties, its instances. */

import { addSubflowPort, instancesOf, isSubflow, nodeLabel, removeRecords } from "../../document";
import { t } from "../../i18n";
import { Button, IconButton } from "../../ui/Button";
import { MenuButton, MenuItem } from "../../ui/Menu";
import { useDocument, useEditor } from "../editor";
import { deleteFlow, showFlow } from "../flows";
import { ui, useUi } from "../store";
import styles from "./workspace.module.css";

export function SubflowBar() {
  const editor = useEditor();
  const document = useDocument();
  const flow = useUi((state) => state.flow);
  const record = document.get(flow);
  if (!record || !isSubflow(record)) return null;
  const instances = instancesOf(flow, document);
  const flowName = (z: string | undefined) => {
    const sheet = z === undefined ? undefined : document.get(z);
    return sheet ? nodeLabel(sheet, editor.types, document) : "";
  };
  const inputs = record.in?.length ?? 0;
  const outputs = record.out?.length ?? 0;
  const add = (side: "in" | "out" | "status") => {
    const { x, y, w, h, zoom } = editor.canvas!.viewport;
    const at = side === "in" ? x + 60 : x + w / zoom - 60;
    document.transact(t("Add a port"), (tx) =>
      addSubflowPort(tx, flow, side, at, y + h / zoom / 2 + outputs * 40),
    );
  };
  const removePort = (end: string) =>
    document.transact(t("Remove a port"), (tx) => removeRecords(tx, document, [end]));
  return (
    <div className={styles.subflowBar} role="toolbar" aria-label={t("Subflow")}>
      <Button size="sm" icon="settings" onPress={() => ui.openTray({ id: flow })}>
        {t("Properties")}
      </Button>
      {editor.canWrite && (
        <>
          <Button
            size="sm"
            icon={inputs > 0 ? "minus" : "add"}
            aria-label={inputs > 0 ? t("Remove the input") : t("Add an input")}
            onPress={() => (inputs > 0 ? removePort(`${flow}:in:0`) : add("in"))}
          >
            {t("Input")}
          </Button>
          <fieldset className={styles.ports} aria-label={t("Outputs")}>
            <IconButton
              size="sm"
              icon="minus"
              label={t("Remove the last output")}
              isDisabled={outputs === 0}
              onPress={() => removePort(`${flow}:out:${outputs - 1}`)}
            />
            <span>{t("{n, plural, one {# output} other {# outputs}}", { n: outputs })}</span>
            <IconButton size="sm" icon="add" label={t("Add an output")} onPress={() => add("out")} />
          </fieldset>
          <Button
            size="sm"
            icon={record.status ? "minus" : "add"}
            aria-label={record.status ? t("Remove the status output") : t("Add a status output")}
            onPress={() => (record.status ? removePort(`${flow}:status:0`) : add("status"))}
          >
            {t("Status")}
          </Button>
        </>
      )}
      <span className={styles.tabSpace} />
      {instances.length === 0 ? (
        <span className={styles.counts}>{t("No instances")}</span>
      ) : (
        <MenuButton
          label={t("{n, plural, one {# instance} other {# instances}}", { n: instances.length })}
          showLabel
          size="sm"
          variant="quiet"
          onAction={(key) => {
            const instance = document.get(String(key));
            if (!instance?.z) return;
            showFlow(editor, instance.z);
            editor.canvas?.revealNode(instance.id);
          }}
        >
          {instances.map((instance) => (
            <MenuItem key={instance.id} id={instance.id} description={flowName(instance.z)}>
              {nodeLabel(instance, editor.types, document)}
            </MenuItem>
          ))}
        </MenuButton>
      )}
      {editor.canWrite && (
        <Button size="sm" variant="quiet" icon="trash" onPress={() => deleteFlow(editor, flow)}>
          {t("Delete subflow")}
        </Button>
      )}
    </div>
  );
}

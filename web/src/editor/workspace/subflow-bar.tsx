/** The bar above an open subflow: its ends, its properties, its instances. */

import { addSubflowPort, instancesOf, isSubflow, removeRecords } from "../../document";
import { Button } from "../../ui/Button";
import { useDocument, useEditor } from "../editor";
import { deleteFlow } from "../flows";
import { ui, useUi } from "../store";
import styles from "./workspace.module.css";

export function SubflowBar() {
  const editor = useEditor();
  const document = useDocument();
  const flow = useUi((state) => state.flow);
  const record = document.get(flow);
  if (!record || !isSubflow(record)) return null;
  const instances = instancesOf(flow, document).length;
  const inputs = record.in?.length ?? 0;
  const outputs = record.out?.length ?? 0;
  const add = (side: "in" | "out" | "status") => {
    const { x, y, w, h, zoom } = editor.canvas!.viewport;
    const at = side === "in" ? x + 60 : x + w / zoom - 60;
    document.transact("Add a port", (tx) =>
      addSubflowPort(tx, flow, side, at, y + h / zoom / 2 + outputs * 40),
    );
  };
  const removePort = (end: string) =>
    document.transact("Remove a port", (tx) => removeRecords(tx, document, [end]));
  return (
    <div className={styles.subflowBar} role="toolbar" aria-label="Subflow">
      <Button size="sm" icon="settings" onPress={() => ui.openTray({ id: flow })}>
        Properties
      </Button>
      {editor.canWrite && (
        <>
          <Button
            size="sm"
            icon={inputs > 0 ? "minus" : "add"}
            onPress={() => (inputs > 0 ? removePort(`${flow}:in:0`) : add("in"))}
          >
            Input
          </Button>
          <Button size="sm" icon="add" onPress={() => add("out")}>
            Output ({outputs})
          </Button>
          {!record.status && (
            <Button size="sm" icon="add" onPress={() => add("status")}>
              Status
            </Button>
          )}
        </>
      )}
      <span className={styles.tabSpace} />
      <span className={styles.counts}>{instances === 1 ? "1 instance" : `${instances} instances`}</span>
      {editor.canWrite && (
        <Button size="sm" variant="quiet" icon="trash" onPress={() => deleteFlow(editor, flow)}>
          Delete subflow
        </Button>
      )}
    </div>
  );
}

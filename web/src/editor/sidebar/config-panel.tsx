/** All config nodes by type, with how many nodes use each. */

import { useState } from "react";
import { configUsers, nodeLabel } from "../../document";
import { ToggleIconButton } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { SearchField } from "../../ui/Field";
import { useDocument, useEditor } from "../editor";
import { ui } from "../store";
import styles from "./sidebar.module.css";

export function ConfigPanel() {
  const { types } = useEditor();
  const document = useDocument();
  const [text, setText] = useState("");
  const [onlyUnused, setOnlyUnused] = useState(false);
  const users = configUsers(document);
  const wanted = text.trim().toLowerCase();
  const label = (id: string) => nodeLabel(document.get(id)!, types, document);
  const shown = document
    .configNodes()
    .filter((config) => `${label(config.id)} ${config.type}`.toLowerCase().includes(wanted))
    .filter((config) => !onlyUnused || users.get(config.id)?.length === 0);
  const byType = new Map<string, typeof shown>();
  for (const config of shown) byType.set(config.type, [...(byType.get(config.type) ?? []), config]);
  return (
    <>
      <div className={styles.bar}>
        <SearchField label="Filter config nodes" quiet value={text} onChange={setText} />
        <ToggleIconButton
          icon="filter"
          size="sm"
          label="Only unused"
          isSelected={onlyUnused}
          onChange={setOnlyUnused}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState icon="config" title={text || onlyUnused ? "None found" : "No config nodes"}>
          <p>
            Brokers, servers and certificates that several nodes share stand here. A node's form adds them.
          </p>
        </EmptyState>
      ) : (
        <div className={styles.scroll}>
          {[...byType]
            .sort(([a], [b]) => a.localeCompare(b))
            .map(([type, configs]) => (
              <section key={type} aria-label={type}>
                <h3 className={styles.group}>
                  {types.get(type)?.palette_label ?? `${type} (not installed)`}
                </h3>
                <ul className={styles.configList}>
                  {configs.map((config) => {
                    const count = users.get(config.id)?.length ?? 0;
                    const flow = config.z ? document.get(config.z) : undefined;
                    return (
                      <li key={config.id}>
                        <button
                          type="button"
                          className={styles.config}
                          onClick={() => ui.openTray({ id: config.id })}
                          // Who double-clicks, as in Node-RED, would take the focus out of the tray again.
                          onMouseDown={(event) => event.detail > 1 && event.preventDefault()}
                        >
                          <span className={styles.name}>{label(config.id)}</span>
                          {config.d && <span className={styles.muted}>disabled</span>}
                          {flow && <span className={styles.muted}>{nodeLabel(flow, types, document)}</span>}
                          <span
                            className={styles.count}
                            data-unused={count === 0 || undefined}
                            title={count === 0 ? "Not used" : `Used by ${count}`}
                          >
                            {count}
                          </span>
                        </button>
                      </li>
                    );
                  })}
                </ul>
              </section>
            ))}
        </div>
      )}
    </>
  );
}

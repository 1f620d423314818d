/**
 * A list of nodes to tick, by flow: the scope of catch, status and complete, the other ends of links. Where the
 * default is null (catch, status), null stands for the whole flow and "group" for the group that the node is in.
 */

import { useState } from "react";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { labelOf } from "../field";
import styles from "../forms.module.css";
import { useFormHost } from "../host";
import pickerStyles from "./node-picker.module.css";
import type { WidgetProps } from "./widget-props";

export function NodePickerWidget(props: WidgetProps) {
  const { field, scope, isDisabled } = props;
  const value = scope.get(field.name);
  if (field.default !== null) return <NodeList {...props} />;
  const mode = Array.isArray(value) ? "nodes" : value === "group" ? "group" : "flow";
  const values: Record<string, unknown> = { flow: null, group: "group", nodes: [] };
  return (
    <div className={styles.form}>
      <select
        className={styles.select}
        aria-label={labelOf(field)}
        value={mode}
        disabled={isDisabled}
        onChange={(event) => scope.set({ [field.name]: values[event.target.value] })}
      >
        <option value="flow">{t("all nodes of this flow")}</option>
        <option value="group">{t("all nodes in the same group")}</option>
        <option value="nodes">{t("chosen nodes")}</option>
      </select>
      {mode === "nodes" && <NodeList {...props} />}
    </div>
  );
}

function NodeList({ field, scope, isDisabled, describedBy }: WidgetProps) {
  const host = useFormHost();
  const [filter, setFilter] = useState("");
  const value = scope.get(field.name);
  const chosen = new Set(Array.isArray(value) ? value.map(String) : []);
  const groups = host.pickable(field.node_type);
  const wanted = filter.trim().toLowerCase();
  const shown = groups
    .map((group) => ({
      ...group,
      items: group.items.filter((item) =>
        `${item.label} ${item.detail ?? ""}`.toLowerCase().includes(wanted),
      ),
    }))
    .filter((group) => group.items.length > 0);
  const set = (ids: Iterable<string>) => scope.set({ [field.name]: [...ids] });
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    set(next);
  };
  const label = labelOf(field);
  return (
    <fieldset className={pickerStyles.picker} aria-label={label} aria-describedby={describedBy}>
      <div className={pickerStyles.pickerBar}>
        <input
          className={styles.input}
          type="search"
          placeholder={t("Filter nodes")}
          aria-label={t("Filter {label}", { label })}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <Button size="sm" isDisabled={isDisabled || chosen.size === 0} onPress={() => set([])}>
          {t("None")}
        </Button>
        <Button
          size="sm"
          isDisabled={isDisabled}
          onPress={() => set([...chosen, ...shown.flatMap((group) => group.items.map((item) => item.id))])}
        >
          {t("All")}
        </Button>
      </div>
      <div className={pickerStyles.pickerList}>
        {shown.length === 0 && <p className={pickerStyles.pickerEmpty}>{t("No nodes to choose from.")}</p>}
        {shown.map((group) => (
          <fieldset key={group.id} className={pickerStyles.pickerFlow} aria-label={group.label}>
            <div className={pickerStyles.pickerGroup}>{group.label}</div>
            {group.items.map((item) => (
              <label key={item.id} className={pickerStyles.pick}>
                <input
                  type="checkbox"
                  checked={chosen.has(item.id)}
                  disabled={isDisabled}
                  onChange={() => toggle(item.id)}
                />
                {item.label}
                {item.detail && <span className={pickerStyles.pickDetail}>{item.detail}</span>}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}

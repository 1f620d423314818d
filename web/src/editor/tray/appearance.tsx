/** How a node looks on the canvas: label shown or not, icon, names of its ports. */

import { useState } from "react";
import { type NodeRecord, portCounts, typeOf } from "../../document";
import type { FormScope } from "../../forms";
import { Button } from "../../ui/Button";
import { Icon, type IconName } from "../../ui/Icon";
import { icons, nodeIcon } from "../../ui/icons";
import { useEditor } from "../editor";
import type { EditSession } from "./edit-session";
import styles from "./tray.module.css";

export function Appearance({ session, scope }: { session: EditSession; scope: FormScope }) {
  const { document, types, canWrite } = useEditor();
  const { record } = session;
  const isSubflow = session.kind === "subflow";
  const now = {
    ...record,
    outputs: scope.get("outputs") ?? record.outputs,
    wires: record.wires,
  } as NodeRecord;
  const { inputs, outputs } = isSubflow
    ? { inputs: lengthOf(record.in), outputs: lengthOf(record.out) }
    : portCounts(now, types, document);
  const hidesByDefault = record.type === "link in" || record.type === "link out";
  const isLabelShown = typeof scope.get("l") === "boolean" ? scope.get("l") === true : !hidesByDefault;
  return (
    <div className={styles.appearance}>
      {!isSubflow && (
        <label className={styles.check}>
          <input
            type="checkbox"
            disabled={!canWrite}
            checked={isLabelShown}
            onChange={(event) =>
              scope.set({ l: event.target.checked === !hidesByDefault ? undefined : event.target.checked })
            }
          />
          Show the label
        </label>
      )}
      <IconPicker
        value={String(scope.get("icon") ?? "")}
        ownIcon={typeOf(record, types, document)?.icon ?? "node"}
        isDisabled={!canWrite}
        onChange={(icon) => scope.set({ icon: icon || undefined })}
      />
      <PortLabels
        title="Input labels"
        name="inputLabels"
        count={inputs}
        scope={scope}
        isDisabled={!canWrite}
      />
      <PortLabels
        title="Output labels"
        name="outputLabels"
        count={outputs}
        scope={scope}
        isDisabled={!canWrite}
      />
    </div>
  );
}

const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);

interface IconPickerProps {
  value: string;
  ownIcon: string;
  isDisabled: boolean;
  onChange: (icon: string) => void;
}

function IconPicker({ value, ownIcon, isDisabled, onChange }: IconPickerProps) {
  const [filter, setFilter] = useState("");
  const names = Object.keys(icons).filter((name) => name.includes(filter.trim().toLowerCase()));
  return (
    <fieldset className={styles.part}>
      <legend>Icon</legend>
      <div className={styles.iconBar}>
        <span className={styles.iconNow}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={nodeIcon(value || ownIcon)} />
          </svg>
        </span>
        <span className={styles.iconName}>{value || "that of the type"}</span>
        <input
          className={styles.input}
          type="search"
          placeholder="Filter icons"
          aria-label="Filter icons"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <Button size="sm" isDisabled={isDisabled || value === ""} onPress={() => onChange("")}>
          Reset
        </Button>
      </div>
      <div className={styles.icons}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            title={name}
            aria-label={`Icon ${name}`}
            aria-pressed={value === name}
            disabled={isDisabled}
            onClick={() => onChange(name)}
          >
            <Icon name={name as IconName} size="md" />
          </button>
        ))}
      </div>
    </fieldset>
  );
}

interface PortLabelsProps {
  title: string;
  name: string;
  count: number;
  scope: FormScope;
  isDisabled: boolean;
}

function PortLabels({ title, name, count, scope, isDisabled }: PortLabelsProps) {
  if (count === 0) return null;
  const value = scope.get(name);
  const labels = Array.from({ length: count }, (_, i) =>
    String((Array.isArray(value) ? value[i] : "") ?? ""),
  );
  return (
    <fieldset className={styles.part}>
      <legend>{title}</legend>
      {labels.map((label, index) => (
        <label key={index} className={styles.port}>
          <span>{index + 1}.</span>
          <input
            className={styles.input}
            aria-label={`${title.replace("labels", "label")} ${index + 1}`}
            value={label}
            disabled={isDisabled}
            onChange={(event) => scope.set({ [name]: labels.with(index, event.target.value) })}
          />
        </label>
      ))}
    </fieldset>
  );
}

/** Choosing several: a filtered list with check boxes, for groups, members, scopes. */
import { useState } from "react";
import { useFilter } from "react-aria-components";
import { Checkbox, SearchField } from "../../ui/index.ts";
import { FieldSet } from "./FieldSet.tsx";
import styles from "./PickMany.module.css";

export interface Choice {
  id: string;
  label: string;
  description?: string | undefined;
}

export interface PickManyProps {
  label: string;
  description?: string;
  choices: readonly Choice[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** Shown when there is nothing to choose from. */
  emptyText?: string;
  /** Told what is typed; the choices are then the answer to it and are not filtered here. */
  onSearch?: (text: string) => void;
}

export function PickMany({
  label,
  description,
  choices,
  value,
  onChange,
  emptyText = "Nothing to choose from.",
  onSearch,
}: PickManyProps) {
  const [filter, setFilter] = useState("");
  const { contains } = useFilter({ sensitivity: "base" });
  const shown = onSearch
    ? choices
    : choices.filter((choice) => contains(`${choice.label} ${choice.description ?? ""}`, filter));
  const search = (text: string) => {
    setFilter(text);
    onSearch?.(text);
  };
  const toggle = (id: string, on: boolean) =>
    onChange(on ? [...value, id] : value.filter((other) => other !== id));
  return (
    <FieldSet label={label} description={description}>
      {(choices.length > 8 || onSearch) && (
        <SearchField label={`Filter ${label.toLowerCase()}`} value={filter} onChange={search} />
      )}
      <div className={styles.list}>
        {shown.length === 0 && (
          <span className={styles.empty}>
            {choices.length === 0 && !filter ? emptyText : "Nothing fits."}
          </span>
        )}
        {shown.map((choice) => (
          <Checkbox
            key={choice.id}
            isSelected={value.includes(choice.id)}
            onChange={(on) => toggle(choice.id, on)}
            description={choice.description}
          >
            {choice.label}
          </Checkbox>
        ))}
      </div>
    </FieldSet>
  );
}

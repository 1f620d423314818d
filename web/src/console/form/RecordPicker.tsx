/** Choosing one record out of however many there are: the server searches while one types. */
import { useState } from "react";
import { ComboBox } from "../../ui/index.ts";
import type { Source } from "./sources.ts";
import { useChosen, useSource } from "./useSource.ts";

export interface RecordPickerProps<T> {
  label: string;
  source: Source<T>;
  /** A key, "" for none. */
  value: string;
  onChange: (value: string, label: string) => void;
  description?: string | undefined;
  errorMessage?: string | undefined;
  isRequired?: boolean | undefined;
  placeholder?: string | undefined;
}

export function RecordPicker<T>({ source, value, onChange, placeholder, ...field }: RecordPickerProps<T>) {
  const [text, setText] = useState("");
  const [known, setKnown] = useState<{ id: string; label: string } | null>(null);
  const [chosen] = useChosen(source, value ? [value] : [], known ? [known] : []);
  // What stands in the field after choosing is no search: then everything is offered again.
  const search = text === chosen?.label ? "" : text;
  const { choices, isPending, error } = useSource(source, search);
  const offered =
    chosen && !search && !choices.some((choice) => choice.id === chosen.id) ? [chosen, ...choices] : choices;
  return (
    <ComboBox
      {...(field.description ? { description: field.description } : {})}
      label={field.label}
      errorMessage={field.errorMessage}
      isRequired={field.isRequired ?? false}
      placeholder={placeholder ?? (field.isRequired ? "Choose one" : "None")}
      emptyText={
        error
          ? error.message
          : isPending
            ? "Loading…"
            : search
              ? "Nothing found"
              : (source.empty ?? "Nothing to choose from.")
      }
      options={offered.map((choice) => ({
        id: choice.id,
        label: choice.label,
        ...(choice.description ? { description: choice.description } : {}),
      }))}
      onSearch={(typed) => {
        setText(typed);
        // An emptied field is the choice of none.
        if (typed === "" && value && !field.isRequired) onChange("", "");
      }}
      value={value || null}
      onChange={(key) => {
        if (key === null) return;
        const choice = offered.find((candidate) => candidate.id === key);
        if (choice) setKnown({ id: choice.id, label: choice.label });
        onChange(String(key), choice?.label ?? "");
      }}
    />
  );
}

/** A value as JSON in a field of a form; what is no JSON is marked and not taken over. */

import { useEffect, useState } from "react";
import { jsonEqual } from "../../document";
import { t } from "../../i18n";
import { TextArea } from "../../ui/Field";

export interface JsonFieldProps {
  label: string;
  value: unknown;
  isDisabled: boolean;
  rows?: number;
  description?: string;
  onChange: (value: unknown) => void;
  /** Told whether it can be read. */
  onProblem: (hasProblem: boolean) => void;
}

const write = (value: unknown) => (value === undefined ? "" : JSON.stringify(value, null, 2));

function read(text: string): { value: unknown } | null {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

export function JsonField({
  label,
  value,
  isDisabled,
  rows,
  description,
  onChange,
  onProblem,
}: JsonFieldProps) {
  const [text, setText] = useState(() => write(value));
  const found = read(text);
  // Another value came from outside: a row was removed, or the JSON of the whole was edited.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is being typed is not taken for that.
  useEffect(() => {
    if (found && !jsonEqual(found.value, value)) setText(write(value));
  }, [value]);
  const lines = Math.min(8, Math.max(rows ?? 1, text.split("\n").length));
  return (
    <TextArea
      label={label}
      mono
      rows={lines}
      isReadOnly={isDisabled}
      value={text}
      description={description}
      errorMessage={found ? undefined : t("This is not valid JSON.")}
      onChange={(next) => {
        setText(next);
        const parsed = read(next);
        onProblem(parsed === null);
        if (parsed) onChange(parsed.value);
      }}
    />
  );
}

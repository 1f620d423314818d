/** Selecting rows: a check box for each, one for all, and Shift for the range since the last one. */
import { useEffect, useRef } from "react";
import styles from "./DataTable.module.css";

export function useRangeSelection(
  keys: readonly string[],
  selected: ReadonlySet<string>,
  onSelect: (selected: ReadonlySet<string>) => void,
) {
  const last = useRef<string | null>(null);
  return {
    all: (on: boolean) => onSelect(on ? new Set(keys) : new Set()),
    one: (key: string, on: boolean, range: boolean) => {
      const next = new Set(selected);
      for (const each of range ? between(keys, last.current, key) : [key]) {
        if (on) next.add(each);
        else next.delete(each);
      }
      last.current = key;
      onSelect(next);
    },
  };
}

/** The keys from one to another, in the order of the list; only the other where the one is not in it. */
export function between(keys: readonly string[], from: string | null, to: string): readonly string[] {
  const start = from === null ? -1 : keys.indexOf(from);
  const end = keys.indexOf(to);
  if (start < 0 || end < 0) return [to];
  return keys.slice(Math.min(start, end), Math.max(start, end) + 1);
}

export function SelectBox({
  label,
  isSelected,
  isPartial = false,
  onChange,
}: {
  label: string;
  isSelected: boolean;
  isPartial?: boolean;
  onChange: (on: boolean, range: boolean) => void;
}) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPartial && !isSelected;
  }, [isPartial, isSelected]);
  return (
    <label className={styles.box}>
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        checked={isSelected}
        onChange={(event) =>
          onChange(
            event.currentTarget.checked,
            (event.nativeEvent as unknown as MouseEvent).shiftKey === true,
          )
        }
      />
    </label>
  );
}

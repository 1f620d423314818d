/** Choosing several of any number: what there is, searched and paged by the server, beside what was chosen. */
import { useId, useRef, useState } from "react";
import { Button, Icon, SearchField } from "../../ui/index.ts";
import styles from "./DualSelect.module.css";
import { FieldSet } from "./FieldSet.tsx";
import type { Source } from "./sources.ts";
import { type Choice, useChosen, useSource } from "./useSource.ts";

export interface DualSelectProps<T> {
  label: string;
  description?: string | undefined;
  errorMessage?: string | undefined;
  source: Source<T>;
  value: readonly string[];
  onChange: (value: string[]) => void;
}

export function DualSelect<T>({
  label,
  description,
  errorMessage,
  source,
  value,
  onChange,
}: DualSelectProps<T>) {
  const [text, setText] = useState("");
  const [seen, setSeen] = useState<readonly Choice[]>([]);
  const root = useRef<HTMLDivElement>(null);
  const found = useSource(source, text);
  const chosen = useChosen(source, value, [...found.choices, ...seen]);
  const open = found.choices.filter((choice) => !value.includes(choice.id));
  const add = (choices: readonly Choice[]) => {
    setSeen((now) => [...now, ...choices]);
    onChange([...value, ...choices.map((choice) => choice.id)]);
  };
  const availableId = useId();
  const chosenId = useId();
  // The pressed entry moves to the other side: the focus goes to its neighbour, not to nowhere.
  const keepFocus = (list: string, index: number) =>
    requestAnimationFrame(() => {
      const buttons = root.current?.querySelectorAll<HTMLElement>(`[id="${list}"] button`) ?? [];
      (buttons[index] ?? buttons[buttons.length - 1])?.focus();
    });
  return (
    <FieldSet label={label} description={description}>
      <div className={styles.dual} ref={root} data-invalid={errorMessage ? "" : undefined}>
        <div className={styles.side}>
          <div className={styles.top}>
            <SearchField
              label={`Search ${label.toLowerCase()}`}
              placeholder="Search"
              value={text}
              onChange={setText}
            />
          </div>
          <ul
            className={styles.list}
            id={availableId}
            aria-label={`Available ${label.toLowerCase()}`}
            onScroll={(event) => {
              const list = event.currentTarget;
              if (list.scrollTop + list.clientHeight > list.scrollHeight - 60) found.more();
            }}
          >
            {open.map((choice, index) => (
              <Entry
                key={choice.id}
                choice={choice}
                verb="Add"
                onPress={() => {
                  add([choice]);
                  keepFocus(availableId, index);
                }}
              />
            ))}
            {open.length === 0 && (
              <li className={styles.empty}>
                {found.error
                  ? found.error.message
                  : found.isPending
                    ? "Loading…"
                    : text
                      ? "Nothing fits."
                      : value.length > 0
                        ? "Everything is chosen."
                        : (source.empty ?? "Nothing to choose from.")}
              </li>
            )}
            {found.hasMore && (
              <li className={styles.more}>
                <Button size="sm" variant="quiet" onPress={found.more}>
                  {`Show more of ${found.count}`}
                </Button>
              </li>
            )}
          </ul>
          <div className={styles.foot}>
            <span>{`${found.count} available`}</span>
            <Button size="sm" variant="quiet" isDisabled={open.length === 0} onPress={() => add(open)}>
              Add all shown
            </Button>
          </div>
        </div>
        <div className={styles.side}>
          <div className={`${styles.top} ${styles.heading}`}>Chosen</div>
          <ul className={styles.list} id={chosenId} aria-label={`Chosen ${label.toLowerCase()}`}>
            {chosen.map((choice, index) => (
              <Entry
                key={choice.id}
                choice={choice}
                verb="Remove"
                onPress={() => {
                  onChange(value.filter((id) => id !== choice.id));
                  keepFocus(chosenId, index);
                }}
              />
            ))}
            {chosen.length === 0 && <li className={styles.empty}>Nothing chosen.</li>}
          </ul>
          <div className={styles.foot}>
            <span role="status">{`${value.length} chosen`}</span>
            <Button size="sm" variant="quiet" isDisabled={value.length === 0} onPress={() => onChange([])}>
              Remove all
            </Button>
          </div>
        </div>
      </div>
      {errorMessage && <span className={styles.error}>{errorMessage}</span>}
    </FieldSet>
  );
}

function Entry({ choice, verb, onPress }: { choice: Choice; verb: "Add" | "Remove"; onPress: () => void }) {
  return (
    <li>
      <button type="button" className={styles.entry} aria-label={`${verb} ${choice.label}`} onClick={onPress}>
        <span className={styles.text}>
          {choice.label}
          {choice.description && <span className={styles.note}>{choice.description}</span>}
        </span>
        <Icon name={verb === "Add" ? "add" : "close"} size="xs" />
      </button>
    </li>
  );
}

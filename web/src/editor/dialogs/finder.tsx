/**
 * A field with the list of what it finds: search, command palette and quick-add are made of it.
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ (the list is always shown; the focus stays in the field)
 */

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import styles from "./dialogs.module.css";

export interface Found {
  id: string;
  /** Title above this entry and the following ones, where it changes. */
  section?: string;
  content: ReactNode;
  /** It is listed, but cannot be chosen. */
  isDisabled?: boolean;
}

/** The keys that were held when an entry was chosen. */
export interface ChoiceKeys {
  ctrlKey: boolean;
  shiftKey: boolean;
}

export interface FinderProps {
  title: string;
  placeholder: string;
  /** What was typed before anything was. */
  query?: string;
  find: (query: string) => Found[];
  /** An entry was chosen, the query being what it is; what is given back is searched for in its place. */
  onChoose: (id: string, query: string, keys: ChoiceKeys) => unknown;
  onClose: () => void;
  /** Said under the list. */
  hint?: ReactNode;
  /** Where its top left corner goes; in the upper middle otherwise. */
  at?: { left: number; top: number };
  nothing?: string;
}

export function Finder(props: FinderProps) {
  const { title, onClose, at } = props;
  return (
    <ModalOverlay
      className={at ? (styles.clear ?? "") : (styles.overlay ?? "")}
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Modal
        className={styles.finder ?? ""}
        style={at ? { position: "absolute", left: at.left, top: at.top, width: "20rem" } : {}}
      >
        <Dialog className={styles.finderDialog ?? ""} aria-label={title}>
          <FinderBody {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function FinderBody({ title, placeholder, query: first = "", find, onChoose, hint, nothing }: FinderProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState(first);
  const [index, setIndex] = useState(0);
  const found = find(query);
  const current = Math.min(index, found.length - 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the entry that must be in sight changes with the index.
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const choose = (entry: Found, keys: ChoiceKeys) => {
    if (entry.isDisabled) return;
    const next = onChoose(entry.id, query, { ctrlKey: keys.ctrlKey, shiftKey: keys.shiftKey });
    if (typeof next !== "string") return;
    setQuery(next);
    setIndex(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      const to = Math.abs(by) === 1 ? (current + by + found.length) % found.length : current + by;
      setIndex(Math.max(0, Math.min(found.length - 1, to)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = found[current];
      if (chosen) choose(chosen, event);
    }
  };
  let section: string | undefined;
  return (
    <>
      <div className={styles.finderField}>
        <Icon name="search" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog is this field.
          autoFocus
          type="text"
          role="combobox"
          aria-label={title}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found[current] ? `${id}-${current}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setIndex(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={t("Results")} className={styles.results}>
        {found.length === 0 && <p className={styles.nothing}>{nothing ?? t("Nothing found.")}</p>}
        {found.map((entry, at) => {
          const isNew = entry.section !== section;
          section = entry.section;
          return (
            <div key={entry.id} role="presentation">
              {isNew && entry.section && <div className={styles.section}>{entry.section}</div>}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys work in the field, where the focus is. */}
              <div
                role="option"
                id={`${id}-${at}`}
                tabIndex={-1}
                aria-selected={at === current}
                aria-disabled={entry.isDisabled || undefined}
                className={styles.result}
                onPointerMove={() => at !== current && setIndex(at)}
                onClick={(event) => choose(entry, event)}
              >
                {entry.content}
              </div>
            </div>
          );
        })}
      </div>
      {hint && <div className={styles.hint}>{hint}</div>}
    </>
  );
}

/** Ctrl+K (Cmd+K): every page, what one can make, and the records that fit, found by typing. */
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { Button as AriaButton, Dialog, Modal, ModalOverlay } from "react-aria-components";
import { Icon, type IconName } from "../../ui/index.ts";
import { useList } from "../api/queries.ts";
import { SECTIONS } from "../pages.ts";
import { navigate } from "../router.ts";
import styles from "./Palette.module.css";
import { findEntries } from "./paletteSearch.ts";

export interface PaletteEntry {
  id: string;
  label: string;
  /** What it is: "Page", "User". */
  kind: string;
  note?: string | undefined;
  keywords?: string;
  icon: IconName;
  href: string;
}

const PAGES: PaletteEntry[] = SECTIONS.flatMap((section) =>
  section.entries.map((entry) => ({
    id: entry.path,
    label: entry.label,
    kind: "Page",
    note: section.title,
    keywords: entry.keywords ?? "",
    icon: entry.icon,
    href: `#${entry.path}`,
  })),
);

const ACTIONS: PaletteEntry[] = (
  [
    ["New Application", "Create with Provider wizard", "wand", "#/core/applications?create=wizard"],
    ["New User", "create person account", "user-add", "#/identity/users?create=1"],
    ["New Group", "create team", "users", "#/identity/groups?create=1"],
    ["New Role", "create permissions", "unlock", "#/identity/roles?create=1"],
    ["New Token", "create api key app password", "key", "#/core/tokens?create=1"],
    ["New Policy", "create rule expression", "shield", "#/policy/policies?create=1"],
    ["New Invitation", "invite", "envelope", "#/flow/stages/invitations?create=1"],
    ["Generate certificate", "key rotate", "certificate", "#/crypto/certificates?create=1"],
    ["My applications", "library dashboard", "apps", "/if/user/"],
    ["Own settings", "password mfa sessions theme", "settings", "/if/user/#/settings"],
  ] as const
).map(([label, keywords, icon, href]) => ({ id: href, label, keywords, icon, href, kind: "Action" }));

export function Palette() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      event.preventDefault();
      setOpen((now) => !now);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  const keys = /mac/i.test(navigator.platform) ? "⌘K" : "Ctrl K";
  return (
    <>
      <AriaButton className={styles.button} onPress={() => setOpen(true)}>
        <Icon name="search" />
        <span className={styles.hint}>
          Search<span className="wl-visually-hidden"> everything</span>
        </span>
        <kbd className={styles.keys}>{keys}</kbd>
      </AriaButton>
      <ModalOverlay className={styles.overlay} isOpen={open} onOpenChange={setOpen} isDismissable>
        <Modal className={styles.modal}>
          <Dialog aria-label="Search everything" className={styles.dialog}>
            <Search onDone={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

function Search({ onDone }: { onDone: () => void }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const records = useRecords(text.trim());
  const entries = useMemo(() => [...findEntries([...PAGES, ...ACTIONS], text), ...records], [text, records]);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const current = Math.min(active, entries.length - 1);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${current}"]`)?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const go = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onDone();
    if (entry.href.startsWith("#")) navigate(entry.href);
    else window.location.assign(entry.href);
  };
  return (
    <>
      <div className={styles.field}>
        <Icon name="search" />
        <input
          className={styles.input}
          // biome-ignore lint/a11y/noAutofocus: the dialog is this field.
          autoFocus
          role="combobox"
          aria-label="Search pages, actions and records"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={entries.length > 0 ? `${id}-${current}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder="Search pages, actions, users, groups, applications…"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step) {
              event.preventDefault();
              setActive((current + step + entries.length) % Math.max(1, entries.length));
            } else if (event.key === "Enter") {
              event.preventDefault();
              go(entries[current]);
            }
          }}
        />
      </div>
      <div ref={list} id={id} role="listbox" aria-label="Results" className={styles.list}>
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's.
          <div
            key={entry.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            data-index={index}
            className={styles.entry}
            onClick={() => go(entry)}
            onPointerMove={() => index !== current && setActive(index)}
          >
            <Icon name={entry.icon} />
            <span className={styles.label}>
              {entry.label}
              {entry.note && <span className={styles.note}>{entry.note}</span>}
            </span>
            <span className={styles.kind}>{entry.kind}</span>
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className={styles.empty}>Nothing fits.</p>}
      <span className="wl-visually-hidden" role="status">{`${entries.length} results`}</span>
    </>
  );
}

interface Found {
  pk: string | number;
  name: string;
  slug?: string;
  username?: string;
}

/** Records whose name fits, a few of each kind, from two letters on. */
function useRecords(text: string): PaletteEntry[] {
  const settled = useSettled(text);
  const isOn = settled.length >= 2;
  const query = { search: settled, page_size: 5 };
  const users = useList<Found>("core/users/", query, isOn);
  const groups = useList<Found>("core/groups/", { ...query, include_users: false }, isOn);
  const applications = useList<Found>("core/applications/", { ...query, superuser_full_list: true }, isOn);
  const providers = useList<Found>("providers/all/", query, isOn);
  const flows = useList<Found>("flows/instances/", query, isOn);
  return useMemo(() => {
    if (!isOn) return [];
    const entries = (
      found: readonly Found[] | undefined,
      kind: string,
      icon: IconName,
      href: (record: Found) => string,
    ): PaletteEntry[] =>
      (found ?? []).map((record) => ({
        id: `${kind}-${record.pk}`,
        label: record.username ?? record.name,
        note: record.username ? record.name : record.slug,
        kind,
        icon,
        href: href(record),
      }));
    return [
      ...entries(applications.data?.results, "Application", "apps", (it) => `#/core/applications/${it.slug}`),
      ...entries(users.data?.results, "User", "user", (it) => `#/identity/users/${it.pk}`),
      ...entries(groups.data?.results, "Group", "users", (it) => `#/identity/groups/${it.pk}`),
      ...entries(providers.data?.results, "Provider", "provider", (it) => `#/core/providers/${it.pk}`),
      ...entries(flows.data?.results, "Flow", "subflow", (it) => `#/flow/flows/${it.slug}`),
    ];
  }, [isOn, applications.data, users.data, groups.data, providers.data, flows.data]);
}

/** A text once its typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

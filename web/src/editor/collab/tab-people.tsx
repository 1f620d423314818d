/** Who else is on a flow, as dots on its tab; and who else has a node's tray open. */

import { t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import styles from "./collab.module.css";
import { type Person, useCollab } from "./store";

const NOBODY: readonly Person[] = [];

export function TabPeople({ flow }: { flow: string }) {
  const all = useCollab((state) => state.people);
  const people = all.length === 0 ? NOBODY : all.filter((person) => person.flow === flow);
  if (people.length === 0) return null;
  const names = people.map((person) => person.name).join(", ");
  return (
    <span className={styles.tabPeople} role="img" aria-label={t("Here: {names}", { names })} title={names}>
      {people.slice(0, 3).map((person) => (
        <span key={person.session} className={styles.dot} data-colour={person.colour} />
      ))}
    </span>
  );
}

/** A line in the tray while somebody else has the same one open. */
export function TrayPeople({ id }: { id: string }) {
  const all = useCollab((state) => state.people);
  const names = all.filter((person) => person.node === id).map((person) => person.name);
  if (names.length === 0) return null;
  return (
    <p className={styles.trayPeople} role="status">
      <Icon name="users" size="sm" />
      {t(
        "{names} {count, plural, one {is} other {are}} editing this too. Only what each of you changes is saved.",
        {
          names: names.join(", "),
          count: names.length,
        },
      )}
    </p>
  );
}

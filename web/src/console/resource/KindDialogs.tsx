/** Making a record of one of several kinds (which kind first, then its form), and editing one. */
import { useState } from "react";
import { Banner, Dialog, Icon, Spinner } from "../../ui/index.ts";
import { useObject } from "../api/queries.ts";
import type { Kinded } from "../api/types.ts";
import { SpecForm } from "../form/SpecForm.tsx";
import styles from "./KindDialogs.module.css";
import { type Kind, kindOf, offered } from "./kinds.ts";

export function CreateOfKind({
  title,
  kinds,
  typesPath,
  onClose,
  onCreated,
}: {
  /** "New Policy" */
  title: string;
  kinds: readonly Kind[];
  /** Tells which kinds the server has. */
  typesPath: string;
  onClose: () => void;
  onCreated?: (record: Kinded) => void;
}) {
  const [kind, setKind] = useState<Kind | null>(null);
  const types = useObject<{ model_name: string }[]>(typesPath);
  if (kind) {
    return (
      <SpecForm<Kinded>
        spec={kind.form}
        title={`New ${kind.label}`}
        submitLabel="Create"
        onClose={onClose}
        {...(onCreated ? { onSaved: onCreated } : {})}
      />
    );
  }
  const list = [...offered(kinds, types.data)].sort(
    (a, b) => Number(a.isRare ?? false) - Number(b.isRare ?? false),
  );
  return (
    <Dialog title={title} description="Which kind?" isOpen isDismissable onClose={onClose}>
      {types.isPending ? (
        <Spinner size="lg" />
      ) : (
        <ul className={styles.kinds}>
          {list.map((each) => (
            <li key={each.model}>
              <button type="button" className={styles.kind} onClick={() => setKind(each)}>
                <span className={styles.icon}>
                  <Icon name={each.icon} size="md" />
                </span>
                <span>
                  <span className={styles.label}>{each.label}</span>
                  <span className={styles.text}>{each.description}</span>
                </span>
                <Icon name="chevron-right" size="xs" className={styles.arrow ?? ""} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

export function EditOfKind({
  kinds,
  record,
  onClose,
}: {
  kinds: readonly Kind[];
  record: Kinded;
  onClose: () => void;
}) {
  const kind = kindOf(kinds, record);
  const full = useObject<Kinded>(`${kind?.form.path}${record.pk}/`, {}, kind !== undefined);
  if (kind && full.data)
    return <SpecForm spec={kind.form} record={full.data} title={`Edit ${record.name}`} onClose={onClose} />;
  return (
    <Dialog title={`Edit ${record.name}`} isOpen isDismissable onClose={onClose}>
      {kind && !full.error ? (
        <Spinner size="lg" />
      ) : (
        <Banner kind="warn">
          {full.error?.message ??
            `A ${record.verbose_name ?? "record of this kind"} cannot be edited here, only over the API.`}
        </Banner>
      )}
    </Dialog>
  );
}

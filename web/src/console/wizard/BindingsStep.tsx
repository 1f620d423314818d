/** Step "Configure Bindings": groups and users who may use the application; none is everybody. */
import { useState } from "react";
import { Badge, Button, EmptyState, IconButton } from "../../ui/index.ts";
import { BindingFields } from "../bindings/BindingFields.tsx";
import { type BindingValues, checkBinding, newBinding } from "../bindings/bindingValues.ts";
import { readable } from "../format.ts";
import styles from "./ApplicationWizard.module.css";

export function BindingsStep({
  bindings,
  onChange,
}: {
  bindings: BindingValues[];
  onChange: (bindings: BindingValues[]) => void;
}) {
  const [draft, setDraft] = useState<BindingValues | null>(null);
  const [errors, setErrors] = useState<{ subject?: string; expires?: string }>({});
  const save = () => {
    if (!draft) return;
    const found = checkBinding(draft);
    if (Object.keys(found).length > 0) return setErrors(found);
    if (bindings.some((other) => other.kind === draft.kind && other.subject === draft.subject)) {
      return setErrors({ subject: `This ${draft.kind} is bound already.` });
    }
    onChange([...bindings, draft].sort((a, b) => a.order - b.order));
    setDraft(null);
  };
  if (draft) {
    return (
      <fieldset className={styles.binding} aria-label="New binding">
        <BindingFields
          values={draft}
          errors={errors}
          onChange={(change) => {
            setDraft({ ...draft, ...change });
            setErrors({});
          }}
        />
        <div className={styles.buttons}>
          <Button onPress={() => setDraft(null)}>Cancel binding</Button>
          <Button variant="primary" onPress={save}>
            Save Binding
          </Button>
        </div>
      </fieldset>
    );
  }
  const add = (
    <Button icon="add" onPress={() => setDraft(newBinding(bindings.map((binding) => binding.order)))}>
      Bind policy/group/user
    </Button>
  );
  if (bindings.length === 0) {
    return (
      <EmptyState icon="shield" title="No bound policies." actions={add}>
        Everybody who can sign in may use this application. Bind a group, a user or a policy to limit who sees
        it on My applications and may sign in to it.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={styles.bindings}>
        {bindings.map((binding) => (
          <li key={`${binding.kind}-${binding.subject}`}>
            <span>{binding.order}</span>
            <span className={styles.bindingName}>{`${readable(binding.kind)} ${binding.label}`}</span>
            {binding.negate && <Badge tone="warn">Negated</Badge>}
            {!binding.enabled && <Badge>Disabled</Badge>}
            <IconButton
              icon="trash"
              label={`Remove binding of ${binding.label}`}
              onPress={() => onChange(bindings.filter((other) => other !== binding))}
            />
          </li>
        ))}
      </ul>
      <div>{add}</div>
    </>
  );
}

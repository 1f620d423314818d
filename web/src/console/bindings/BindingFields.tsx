/** The fields of a binding. */
import { NumberField, RadioGroup, Switch, TextField } from "../../ui/index.ts";
import { FieldRow } from "../form/FormDialog.tsx";
import { RecordPicker } from "../form/RecordPicker.tsx";
import { GROUPS, POLICIES, type Source, USERS } from "../form/sources.ts";
import type { BindingKind, BindingValues } from "./bindingValues.ts";

// biome-ignore lint/suspicious/noExplicitAny: sources of three kinds of record.
const SOURCES: Record<BindingKind, { label: string; source: Source<any> }> = {
  policy: { label: "Policy", source: POLICIES },
  group: { label: "Group", source: GROUPS },
  user: { label: "User", source: USERS },
};

export function BindingFields({
  values,
  errors,
  onChange,
  kinds = ["policy", "group", "user"],
}: {
  values: BindingValues;
  errors: { subject?: string | undefined; expires?: string | undefined };
  onChange: (change: Partial<BindingValues>) => void;
  kinds?: readonly BindingKind[];
}) {
  const subject = SOURCES[values.kind];
  return (
    <>
      <RadioGroup
        label="Bind"
        orientation="horizontal"
        value={values.kind}
        onChange={(kind) => onChange({ kind: kind as BindingKind, subject: "", label: "" })}
        options={kinds.map((kind) => ({ value: kind, label: SOURCES[kind].label }))}
      />
      <RecordPicker
        key={values.kind}
        label={subject.label}
        isRequired
        source={subject.source}
        placeholder={`Choose a ${values.kind}`}
        value={values.subject}
        onChange={(subject, label) => onChange({ subject, label })}
        errorMessage={errors.subject}
      />
      <Switch isSelected={values.enabled} onChange={(enabled) => onChange({ enabled })}>
        Enabled
      </Switch>
      <Switch
        isSelected={values.negate}
        onChange={(negate) => onChange({ negate })}
        description={
          values.kind === "policy" ? "Passes where the policy does not." : "Passes for everybody but these."
        }
      >
        Negate result
      </Switch>
      <FieldRow>
        <NumberField
          label="Order"
          minValue={0}
          value={values.order}
          onChange={(order) => onChange({ order })}
        />
        <NumberField
          label="Timeout"
          minValue={1}
          unit="s"
          value={values.timeout}
          onChange={(timeout) => onChange({ timeout })}
        />
      </FieldRow>
      <RadioGroup
        label="Failure result"
        orientation="horizontal"
        description="What counts when it fails or takes too long."
        value={values.failure_result ? "pass" : "deny"}
        onChange={(value) => onChange({ failure_result: value === "pass" })}
        options={[
          { value: "deny", label: "Does not pass" },
          { value: "pass", label: "Passes" },
        ]}
      />
      <Switch
        isSelected={values.expiring}
        onChange={(expiring) => onChange({ expiring })}
        description="Afterwards it counts as not there: for access that ends."
      >
        Expires
      </Switch>
      {values.expiring && (
        <TextField
          label="Expires on"
          type={"datetime-local" as "text"}
          value={values.expires}
          onChange={(expires) => onChange({ expires })}
          errorMessage={errors.expires}
        />
      )}
    </>
  );
}

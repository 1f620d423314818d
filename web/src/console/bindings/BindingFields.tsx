/** The fields of a binding. */
import { ComboBox, NumberField, RadioGroup, Switch } from "../../ui/index.ts";
import { useChoices } from "../api/queries.ts";
import type { Group } from "../api/types.ts";
import { FieldRow } from "../form/FormDialog.tsx";
import { UserPicker } from "../form/UserPicker.tsx";
import type { BindingValues } from "./bindingValues.ts";

export function BindingFields({
  values,
  error,
  onChange,
}: {
  values: BindingValues;
  /** What is wrong with the chosen group or user. */
  error?: string | undefined;
  onChange: (change: Partial<BindingValues>) => void;
}) {
  const groups = useChoices<Group>("core/groups/", { ordering: "name" });
  return (
    <>
      <RadioGroup
        label="Bind to"
        orientation="horizontal"
        value={values.kind}
        onChange={(kind) => onChange({ kind: kind as BindingValues["kind"], subject: "", label: "" })}
        options={[
          { value: "group", label: "Group" },
          { value: "user", label: "User" },
        ]}
      />
      {values.kind === "group" ? (
        <ComboBox
          label="Group"
          isRequired
          placeholder="Choose a group"
          options={groups.map((group) => ({ id: group.pk, label: group.name }))}
          value={values.subject || null}
          onChange={(key) =>
            onChange({
              subject: key === null ? "" : String(key),
              label: groups.find((group) => group.pk === key)?.name ?? "",
            })
          }
          errorMessage={error}
        />
      ) : (
        <UserPicker
          label="User"
          isRequired
          value={values.subject ? Number(values.subject) : null}
          onChange={(user, label) => onChange({ subject: user === null ? "" : String(user), label })}
          errorMessage={error}
        />
      )}
      <Switch isSelected={values.enabled} onChange={(enabled) => onChange({ enabled })}>
        Enabled
      </Switch>
      <Switch
        isSelected={values.negate}
        onChange={(negate) => onChange({ negate })}
        description="Passes for everybody but these."
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
    </>
  );
}

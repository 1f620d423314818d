/** Draws the fields that a form declares (`spec.ts`). */
import { type ReactNode, useEffect, useState } from "react";
import {
  Checkbox,
  Disclosure,
  NumberField,
  RadioGroup,
  Select,
  Switch,
  TextArea,
  TextField,
} from "../../ui/index.ts";
import { formatDuration } from "../format.ts";
import { CodeField } from "./CodeField.tsx";
import { DualSelect } from "./DualSelect.tsx";
import { FieldSet } from "./FieldSet.tsx";
import { FieldRow } from "./FormDialog.tsx";
import { RecordPicker } from "./RecordPicker.tsx";
import { SecretField } from "./SecretField.tsx";
import { type FieldContext, type FieldSpec, type GroupSpec, holdsError, type Item } from "./spec.ts";
import { durationError, slugify } from "./values.ts";

export function SpecFields({ items, context }: { items: readonly Item[]; context: FieldContext }) {
  return items.map((item) => {
    if ("group" in item) return <Group key={item.group} group={item} context={context} />;
    if ("row" in item) {
      const shown = item.row.filter((field) => field.when?.(context.values) ?? true);
      if (shown.length === 0) return null;
      return (
        <FieldRow key={item.row.map((field) => field.name).join()}>
          {shown.map((field) => (
            <div key={field.name}>
              <Field field={field} context={context} />
            </div>
          ))}
        </FieldRow>
      );
    }
    return (item.when?.(context.values) ?? true) ? (
      <Field key={item.name} field={item} context={context} />
    ) : null;
  });
}

function Group({ group, context }: { group: GroupSpec; context: FieldContext }) {
  const [isOpen, setOpen] = useState(group.isOpen ?? false);
  const refused = holdsError(group, context.errors);
  useEffect(() => {
    if (refused) setOpen(true);
  }, [refused]);
  return (
    <Disclosure
      title={group.group}
      {...(group.description ? { description: group.description } : {})}
      isExpanded={isOpen}
      onExpandedChange={setOpen}
    >
      <SpecFields items={group.items} context={context} />
    </Disclosure>
  );
}

function Field({ field, context }: { field: FieldSpec; context: FieldContext }): ReactNode {
  const value = context.values[field.name];
  const errorMessage = context.errors[field.name];
  const set = (next: unknown) => context.set(field.name, next);
  const text = Array.isArray(value) ? value.join("\n") : String(value ?? "");
  const common = {
    label: field.label,
    isRequired: field.isRequired ?? false,
    errorMessage,
    ...(field.help ? { description: field.help } : {}),
    ...(field.placeholder ? { placeholder: field.placeholder } : {}),
  };
  switch (field.kind) {
    case "text":
      return (
        <TextField
          {...common}
          autoComplete={field.autoComplete ?? "off"}
          mono={field.mono ?? false}
          value={text}
          onChange={set}
        />
      );
    case "url":
      return <TextField {...common} mono inputMode="url" autoComplete="off" value={text} onChange={set} />;
    case "email":
      return <TextField {...common} inputMode="email" autoComplete="off" value={text} onChange={set} />;
    case "slug":
      return (
        <SlugField
          {...common}
          from={context.values[field.from]}
          isNew={!context.isEditing}
          value={text}
          onChange={set}
        />
      );
    case "textarea":
      return <TextArea {...common} mono={field.mono ?? false} value={text} onChange={set} />;
    case "secret":
      return (
        <SecretField
          label={field.label}
          isRequired={field.isRequired && !context.isEditing}
          description={context.isEditing ? "Stored. Left empty, it stays as it is." : field.help}
          errorMessage={errorMessage}
          generate={field.length}
          value={text}
          onChange={set}
        />
      );
    case "number":
      return (
        <NumberField
          {...common}
          {...(field.min === undefined ? {} : { minValue: field.min })}
          {...(field.max === undefined ? {} : { maxValue: field.max })}
          {...(field.step === undefined ? {} : { step: field.step })}
          {...(field.unit ? { unit: field.unit } : {})}
          value={typeof value === "number" ? value : Number.NaN}
          onChange={set}
        />
      );
    case "switch":
      return (
        <Switch
          isSelected={Boolean(value)}
          onChange={set}
          {...(field.help ? { description: field.help } : {})}
        >
          {field.label}
        </Switch>
      );
    case "duration": {
      const reading = text && !durationError(text) ? formatDuration(text) : "";
      return (
        <TextField
          {...common}
          mono
          autoComplete="off"
          description={
            <>
              {field.help} {reading && <span>{`= ${reading}`}</span>}
            </>
          }
          placeholder="hours=1;minutes=30"
          value={text}
          onChange={set}
        />
      );
    }
    case "instant":
      return <TextField {...common} type="datetime-local" value={text} onChange={set} />;
    case "select":
      return <Select {...common} options={field.options} value={text} onChange={(key) => set(String(key))} />;
    case "radio":
      return <RadioGroup {...common} options={field.options} value={text} onChange={set} />;
    case "checks": {
      const chosen = Array.isArray(value) ? value.map(String) : [];
      return (
        <FieldSet label={field.label} description={errorMessage ?? field.help}>
          {field.options.map((option) => (
            <Checkbox
              key={option.value}
              isSelected={chosen.includes(option.value)}
              onChange={(on) =>
                set(on ? [...chosen, option.value] : chosen.filter((other) => other !== option.value))
              }
              description={option.description}
            >
              {option.label}
            </Checkbox>
          ))}
        </FieldSet>
      );
    }
    case "one":
      return (
        <RecordPicker
          label={field.label}
          isRequired={field.isRequired}
          errorMessage={errorMessage}
          placeholder={field.placeholder}
          description={typeof field.help === "string" ? field.help : undefined}
          source={field.source}
          value={text}
          onChange={set}
        />
      );
    case "many":
      return (
        <DualSelect
          label={field.label}
          description={typeof field.help === "string" ? field.help : undefined}
          errorMessage={errorMessage}
          source={field.source}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={set}
        />
      );
    case "code":
      return (
        <CodeField
          label={field.label}
          language={field.language}
          size={field.size}
          isRequired={field.isRequired}
          errorMessage={errorMessage}
          description={field.help}
          actions={field.actions?.(context.values)}
          value={text}
          onChange={set}
        />
      );
    case "attributes":
      return (
        <CodeField
          label={field.label}
          language="yaml"
          size="sm"
          errorMessage={errorMessage}
          description={field.help ?? "YAML or JSON."}
          value={text}
          onChange={set}
        />
      );
    case "custom":
      return field.render(context);
  }
}

/** A slug that follows the name until it is typed. */
function SlugField({
  from,
  isNew,
  value,
  onChange,
  ...field
}: {
  label: string;
  isRequired: boolean;
  errorMessage: string | undefined;
  description?: ReactNode;
  from: unknown;
  isNew: boolean;
  value: string;
  onChange: (value: string) => void;
}) {
  const [follows, setFollows] = useState(isNew && value === "");
  const made = slugify(typeof from === "string" ? from : "");
  useEffect(() => {
    if (follows && made !== value) onChange(made);
  }, [follows, made, value, onChange]);
  return (
    <TextField
      {...field}
      mono
      autoComplete="off"
      value={value}
      onChange={(text) => {
        setFollows(text === "");
        onChange(text);
      }}
    />
  );
}

/** The fields of an application, for the wizard and for editing. */
import { useState } from "react";
import { Disclosure, RadioGroup, Switch, TextArea, TextField } from "../../ui/index.ts";
import type { EngineMode } from "../api/types.ts";
import { FieldRow } from "../form/FormDialog.tsx";
import { slugify } from "../form/values.ts";
import { type ApplicationErrors, type ApplicationValues, ENGINE_MODES } from "./applicationValues.ts";

export interface ApplicationFieldsProps {
  values: ApplicationValues;
  errors: ApplicationErrors;
  onChange: (change: Partial<ApplicationValues>) => void;
  /** A new application's slug follows its name until it is typed. */
  isNew?: boolean;
}

export function ApplicationFields({ values, errors, onChange, isNew = false }: ApplicationFieldsProps) {
  const [follows, setFollows] = useState(
    isNew && (values.slug === "" || values.slug === slugify(values.name)),
  );
  const text = (key: keyof ApplicationValues) => ({
    value: String(values[key]),
    onChange: (value: string) => onChange({ [key]: value }),
    errorMessage: errors[key],
  });
  return (
    <>
      <FieldRow>
        <TextField
          label="Application Name"
          isRequired
          autoFocus={isNew}
          autoComplete="off"
          {...text("name")}
          onChange={(name) => onChange(follows ? { name, slug: slugify(name) } : { name })}
          description="Shown on the users' My applications page."
        />
        <TextField
          label="Slug"
          isRequired
          mono
          autoComplete="off"
          {...text("slug")}
          onChange={(slug) => {
            setFollows(slug === "");
            onChange({ slug });
          }}
          description={
            isNew
              ? "Part of the issuer's address."
              : "Part of the issuer's address: changing it breaks clients."
          }
        />
      </FieldRow>
      <TextField
        label="Group"
        autoComplete="off"
        description="Applications with the same group are shown together."
        {...text("group")}
      />
      <RadioGroup
        label="Policy engine mode"
        options={ENGINE_MODES}
        value={values.policy_engine_mode}
        onChange={(mode) => onChange({ policy_engine_mode: mode as EngineMode })}
        errorMessage={errors.policy_engine_mode}
      />
      <Disclosure
        title="UI Settings"
        description="Launch URL, icon, publisher, description"
        defaultExpanded={Boolean(errors.meta_launch_url || errors.meta_icon || values.meta_launch_url)}
      >
        <TextField
          label="Launch URL"
          mono
          inputMode="url"
          autoComplete="off"
          description="Left empty, it is taken from the first redirect URI."
          {...text("meta_launch_url")}
        />
        <Switch
          isSelected={values.open_in_new_tab}
          onChange={(open_in_new_tab) => onChange({ open_in_new_tab })}
        >
          Open in new tab
        </Switch>
        <TextField
          label="Icon"
          mono
          autoComplete="off"
          description="The address of a picture. Without one, the name's first letters are shown."
          {...text("meta_icon")}
        />
        <TextField label="Publisher" autoComplete="off" {...text("meta_publisher")} />
        <TextArea label="Description" {...text("meta_description")} />
      </Disclosure>
    </>
  );
}

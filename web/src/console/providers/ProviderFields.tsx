/** The fields of an OAuth2/OpenID provider, for the wizard and for editing. */

import { useState } from "react";
import {
  Button,
  copyText,
  Disclosure,
  IconButton,
  notify,
  RadioGroup,
  Select,
  Switch,
  TextField,
} from "../../ui/index.ts";
import { FieldGroup, FieldRow } from "../form/FormDialog.tsx";
import { PickMany } from "../form/PickMany.tsx";
import { randomText } from "../form/values.ts";
import {
  CLIENT_TYPES,
  ISSUER_MODES,
  PKCE_MODES,
  type ProviderChoices,
  type ProviderErrors,
  type ProviderValues,
  SUBJECT_MODES,
} from "./providerValues.ts";
import { RedirectUris } from "./RedirectUris.tsx";

export interface ProviderFieldsProps {
  values: ProviderValues;
  errors: ProviderErrors;
  choices: ProviderChoices;
  onChange: (change: Partial<ProviderValues>) => void;
  /** Secrets of an existing provider that the server does not show. */
  secretIsStored?: boolean;
}

const ADVANCED = [
  "access_code_validity",
  "access_token_validity",
  "refresh_token_validity",
  "refresh_token_threshold",
];

export function ProviderFields({
  values,
  errors,
  choices,
  onChange,
  secretIsStored = false,
}: ProviderFieldsProps) {
  const text = (key: keyof ProviderValues) => ({
    value: String(values[key]),
    onChange: (value: string) => onChange({ [key]: value }),
    errorMessage: errors[key],
  });
  const flows = (designation: string) =>
    choices.flows
      .filter((flow) => flow.designation === designation)
      .map((flow) => ({ id: flow.pk, label: `${flow.slug} (${flow.name})` }));
  return (
    <>
      <TextField label="Provider Name" isRequired autoComplete="off" {...text("name")} />
      <Select
        label="Authorization flow"
        isRequired
        options={flows("authorization")}
        value={values.authorization_flow}
        onChange={(key) => onChange({ authorization_flow: String(key) })}
        errorMessage={errors.authorization_flow}
        description="What happens when a user signs in to the application: whether they are asked for consent."
      />
      <FieldGroup title="Protocol settings">
        <RadioGroup
          label="Client type"
          options={CLIENT_TYPES}
          value={values.client_type}
          onChange={(value) => onChange({ client_type: value as ProviderValues["client_type"] })}
          errorMessage={errors.client_type}
        />
        <TextField
          label="Client ID"
          isRequired
          mono
          autoComplete="off"
          {...text("client_id")}
          suffix={<CopyButton label="Client ID" value={values.client_id} />}
        />
        {values.client_type === "confidential" && (
          <SecretField
            value={values.client_secret}
            errorMessage={errors.client_secret}
            onChange={(client_secret) => onChange({ client_secret })}
            isStored={secretIsStored}
          />
        )}
        <RedirectUris
          value={values.redirect_uris}
          errors={errors}
          onChange={(redirect_uris) => onChange({ redirect_uris })}
        />
        <Select
          label="Signing Key"
          options={[
            { id: "", label: "None (HS256 with the client secret)" },
            ...choices.keys.map((key) => ({
              id: key.pk,
              label: key.name,
              ...(key.key_type ? { description: key.key_type.toUpperCase() } : {}),
            })),
          ]}
          value={values.signing_key}
          onChange={(key) => onChange({ signing_key: String(key) })}
          errorMessage={errors.signing_key}
          description="Signs the tokens. Any available key will do."
        />
      </FieldGroup>
      <Disclosure title="Advanced flow settings">
        <Select
          label="Authentication flow"
          options={[{ id: "", label: "The default one" }, ...flows("authentication")]}
          value={values.authentication_flow}
          onChange={(key) => onChange({ authentication_flow: String(key) })}
          errorMessage={errors.authentication_flow}
          description="Used when a user who is not signed in comes from this application."
        />
        <Select
          label="Invalidation flow"
          isRequired
          options={flows("invalidation")}
          value={values.invalidation_flow}
          onChange={(key) => onChange({ invalidation_flow: String(key) })}
          errorMessage={errors.invalidation_flow}
          description="Used when a user signs out of this application."
        />
      </Disclosure>
      <Disclosure
        title="Advanced protocol settings"
        description="Validities, scopes, subject, PKCE, logout"
        defaultExpanded={ADVANCED.some((key) => errors[key])}
      >
        <FieldRow>
          <TextField
            label="Access code validity"
            mono
            description="How long a sign-in may take to be completed."
            {...text("access_code_validity")}
          />
          <TextField
            label="Access token validity"
            mono
            description="Such as minutes=5 or hours=1."
            {...text("access_token_validity")}
          />
        </FieldRow>
        <FieldRow>
          <TextField
            label="Refresh token validity"
            mono
            description="Such as days=30."
            {...text("refresh_token_validity")}
          />
          <TextField
            label="Refresh token threshold"
            mono
            description="seconds=0: renewed at each use."
            {...text("refresh_token_threshold")}
          />
        </FieldRow>
        <PickMany
          label="Scopes"
          description="What the application may ask for. openid is always there."
          value={values.property_mappings}
          onChange={(property_mappings) => onChange({ property_mappings })}
          choices={choices.scopes.map((scope) => ({
            id: scope.pk,
            label: scope.scope_name,
            description: scope.name,
          }))}
        />
        <Select
          label="Subject mode"
          options={SUBJECT_MODES}
          value={values.sub_mode}
          onChange={(key) => onChange({ sub_mode: String(key) })}
          errorMessage={errors.sub_mode}
          description="What the application gets as the user's identifier. It should not change later."
        />
        <RadioGroup
          label="PKCE"
          options={PKCE_MODES}
          value={values.pkce}
          onChange={(pkce) => onChange({ pkce })}
          errorMessage={errors.pkce}
        />
        <Switch
          isSelected={values.include_claims_in_id_token}
          onChange={(include_claims_in_id_token) => onChange({ include_claims_in_id_token })}
          description="For applications that do not ask the Userinfo endpoint, such as Node-RED."
        >
          Include claims in id_token
        </Switch>
        <RadioGroup
          label="Issuer mode"
          options={ISSUER_MODES}
          value={values.issuer_mode}
          onChange={(issuer_mode) => onChange({ issuer_mode })}
          errorMessage={errors.issuer_mode}
        />
        <TextField
          label="Logout URI"
          mono
          autoComplete="off"
          description="Told when the user signs out here; may be left empty."
          {...text("logout_uri")}
        />
        {values.logout_uri && (
          <RadioGroup
            label="Logout Method"
            orientation="horizontal"
            value={values.logout_method}
            onChange={(value) => onChange({ logout_method: value as ProviderValues["logout_method"] })}
            options={[
              { value: "backchannel", label: "Back-channel" },
              { value: "frontchannel", label: "Front-channel" },
            ]}
          />
        )}
      </Disclosure>
    </>
  );
}

function CopyButton({ label, value }: { label: string; value: string }) {
  return (
    <IconButton
      icon="copy"
      label={`Copy ${label}`}
      size="sm"
      onPress={async () => {
        if (await copyText(value)) notify({ kind: "success", title: `${label} copied` });
      }}
    />
  );
}

function SecretField({
  value,
  errorMessage,
  onChange,
  isStored,
}: {
  value: string;
  errorMessage: string | undefined;
  onChange: (value: string) => void;
  isStored: boolean;
}) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      label="Client Secret"
      mono
      autoComplete="off"
      type={shown ? "text" : "password"}
      value={value}
      onChange={onChange}
      errorMessage={errorMessage}
      placeholder={isStored && !value ? "Stored; enter one to replace it" : ""}
      suffix={
        <>
          <IconButton
            icon={shown ? "eye-off" : "eye"}
            label={shown ? "Hide Client Secret" : "Reveal Client Secret"}
            size="sm"
            onPress={() => setShown(!shown)}
          />
          <CopyButton label="Client Secret" value={value} />
          <Button
            variant="quiet"
            size="sm"
            onPress={() => {
              onChange(randomText(128));
              setShown(true);
            }}
          >
            New
          </Button>
        </>
      }
    />
  );
}

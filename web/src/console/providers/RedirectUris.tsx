/** The addresses that a client may be sent back to: rows of [Strict/Regex] [Authorization/Post Logout] [address]. */
import { Group } from "react-aria-components";
import { Button, IconButton, Select, TextField } from "../../ui/index.ts";
import { FieldSet } from "../form/FieldSet.tsx";
import type { ProviderErrors, ProviderValues } from "./providerValues.ts";
import styles from "./RedirectUris.module.css";

type Row = ProviderValues["redirect_uris"][number];

const MODES = [
  { id: "strict", label: "Strict" },
  { id: "regex", label: "Regex" },
] as const;

const TYPES = [
  { id: "authorization", label: "Authorization" },
  { id: "logout", label: "Post Logout" },
] as const;

export function RedirectUris({
  value,
  errors,
  onChange,
}: {
  value: Row[];
  errors: ProviderErrors;
  onChange: (value: Row[]) => void;
}) {
  const change = (row: number, part: Partial<Row>) =>
    onChange(value.map((uri, index) => (index === row ? { ...uri, ...part } : uri)));
  return (
    <FieldSet
      label="Redirect URIs/Origins"
      description="Strict compares character by character: a slash at the end counts. With no entry at all, every sign-in is refused; its error page offers you to register the address."
    >
      <div className={styles.rows}>
        {value.map((uri, row) => (
          <Group key={row} className={styles.row} aria-label={`Redirect URI ${row + 1}`}>
            <div>
              <Select
                label="Matching mode"
                hideLabel
                options={MODES}
                value={uri.matching_mode}
                onChange={(key) => change(row, { matching_mode: key as Row["matching_mode"] })}
              />
            </div>
            <div>
              <Select
                label="Type"
                hideLabel
                options={TYPES}
                value={uri.redirect_uri_type}
                onChange={(key) => change(row, { redirect_uri_type: key as Row["redirect_uri_type"] })}
              />
            </div>
            <div className={styles.uri}>
              <TextField
                label="Redirect URI"
                hideLabel
                mono
                autoComplete="off"
                inputMode="url"
                placeholder={
                  uri.matching_mode === "strict"
                    ? "https://nodered.company/auth/strategy/callback/"
                    : "https://.*\\.company/callback"
                }
                value={uri.url}
                onChange={(url) => change(row, { url })}
                errorMessage={errors[`redirect_uris.${row}`]}
              />
            </div>
            <IconButton
              icon="trash"
              label={`Remove redirect URI ${row + 1}`}
              onPress={() => onChange(value.filter((_, index) => index !== row))}
            />
          </Group>
        ))}
      </div>
      {errors.redirect_uris && <span className={styles.error}>{errors.redirect_uris}</span>}
      <div>
        <Button
          size="sm"
          icon="add"
          onPress={() =>
            onChange([...value, { matching_mode: "strict", url: "", redirect_uri_type: "authorization" }])
          }
        >
          Add entry
        </Button>
      </div>
    </FieldSet>
  );
}

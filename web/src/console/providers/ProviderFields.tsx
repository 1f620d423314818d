/** The fields of an OAuth2/OpenID provider, for the wizard and for editing. */
import { SpecFields } from "../form/SpecFields.tsx";
import type { GroupSpec, Item } from "../form/spec.ts";
import { PROVIDER_ITEMS } from "./providerItems.tsx";
import type { ProviderErrors, ProviderValues } from "./providerValues.ts";

export interface ProviderFieldsProps {
  values: ProviderValues;
  errors: ProviderErrors;
  onChange: (change: Partial<ProviderValues>) => void;
  /** There is one already: its secret is stored, and stays unless another is entered. */
  isEditing?: boolean;
}

export function ProviderFields({ values, errors, onChange, isEditing = false }: ProviderFieldsProps) {
  return (
    <SpecFields
      items={known(PROVIDER_ITEMS, values)}
      context={{
        values: values as unknown as Record<string, unknown>,
        // A row of redirect URIs that is wrong opens the group in which it is.
        errors: withRows(errors),
        set: (name, value) => onChange({ [name]: value }),
        isEditing,
      }}
    />
  );
}

function withRows(errors: ProviderErrors): Partial<Record<string, string>> {
  const all = Object.fromEntries(Object.entries(errors).filter(([, text]) => text)) as Record<string, string>;
  const inRow = Object.keys(all).some((key) => key.startsWith("redirect_uris."));
  return inRow && !all.redirect_uris ? { ...all, redirect_uris: " " } : all;
}

/** Only what the form holds: a provider of a server that lacks a field does not show it. */
function known(items: readonly Item[], values: ProviderValues): Item[] {
  return items
    .map((item): Item => {
      if ("group" in item) return { ...item, items: known(item.items, values) };
      if ("row" in item) return { row: item.row.filter((field) => field.name in values) };
      return item;
    })
    .filter((item) =>
      "group" in item ? (item as GroupSpec).items.length > 0 : "row" in item || item.name in values,
    );
}

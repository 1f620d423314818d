/** The client ID: random, editable, copied. */
import { copyText, IconButton, notify, TextField } from "../../ui/index.ts";
import type { FieldContext } from "../form/spec.ts";

export function ClientIdField({ context }: { context: FieldContext }) {
  const value = String(context.values.client_id ?? "");
  return (
    <TextField
      label="Client ID"
      isRequired
      mono
      autoComplete="off"
      value={value}
      onChange={(text) => context.set("client_id", text)}
      errorMessage={context.errors.client_id}
      suffix={
        <IconButton
          icon="copy"
          label="Copy Client ID"
          size="sm"
          onPress={async () => {
            if (await copyText(value)) notify({ kind: "success", title: "Client ID copied" });
          }}
        />
      }
    />
  );
}

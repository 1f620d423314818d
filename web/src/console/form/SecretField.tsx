/** A secret to be entered: masked, revealed on demand, copied, generated. */
import { useState } from "react";
import { copyText, IconButton, notify, TextField } from "../../ui/index.ts";
import { randomText } from "./values.ts";

export interface SecretFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: React.ReactNode;
  errorMessage?: string | undefined;
  isRequired?: boolean | undefined;
  placeholder?: string | undefined;
  /** Offers to make one of this length. */
  generate?: number | undefined;
}

export function SecretField({
  label,
  value,
  onChange,
  generate,
  description,
  placeholder,
  ...field
}: SecretFieldProps) {
  const [shown, setShown] = useState(false);
  const copy = async () => {
    if (await copyText(value)) notify({ kind: "success", title: `${label} copied` });
  };
  return (
    <TextField
      label={label}
      mono
      autoComplete="new-password"
      type={shown ? "text" : "password"}
      value={value}
      onChange={onChange}
      isRequired={field.isRequired ?? false}
      errorMessage={field.errorMessage}
      {...(description ? { description } : {})}
      {...(placeholder ? { placeholder } : {})}
      suffix={
        <>
          <IconButton
            icon={shown ? "eye-off" : "eye"}
            label={shown ? `Hide ${label}` : `Reveal ${label}`}
            size="sm"
            onPress={() => setShown(!shown)}
          />
          {value && <IconButton icon="copy" label={`Copy ${label}`} size="sm" onPress={copy} />}
          {generate && (
            <IconButton
              icon="refresh"
              label={`Generate ${label}`}
              size="sm"
              onPress={() => onChange(randomText(generate))}
            />
          )}
        </>
      }
    />
  );
}

/** Generating a self-signed certificate with a new key. */
import { NumberField, RadioGroup, TextField } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { CertificateKeyPair } from "../api/types.ts";
import { FieldRow, FormDialog } from "../form/FormDialog.tsx";
import { useForm } from "../form/useForm.ts";

export function GenerateForm({ onClose }: { onClose: () => void }) {
  const generate = useAction(
    (values: object) => post<CertificateKeyPair>("crypto/certificatekeypairs/generate/", values),
    { done: "Certificate generated", silent: true },
  );
  const form = useForm({
    initial: { common_name: "", subject_alt_name: "", validity_days: 365, alg: "rsa" },
    check: (values) => ({
      common_name: values.common_name.trim() ? undefined : "Enter a name.",
      validity_days: values.validity_days > 0 ? undefined : "Enter the number of days.",
    }),
    send: (values) => generate.mutateAsync(values),
  });
  return (
    <FormDialog
      title="Generate a certificate"
      description="A new key with a self-signed certificate."
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Generate"
    >
      <FieldRow>
        <TextField
          label="Common Name"
          isRequired
          autoFocus
          autoComplete="off"
          {...form.text("common_name")}
        />
        <NumberField
          label="Validity days"
          isRequired
          minValue={1}
          maxValue={36500}
          unit="days"
          value={form.values.validity_days}
          onChange={(value) => form.set("validity_days", value)}
          errorMessage={form.errors.validity_days}
        />
      </FieldRow>
      <TextField
        label="Subject-alt name"
        autoComplete="off"
        description="Separated by commas; may be left empty."
        {...form.text("subject_alt_name")}
      />
      <RadioGroup
        label="Private key algorithm"
        value={form.values.alg}
        onChange={(value) => form.set("alg", value)}
        errorMessage={form.errors.alg}
        options={[
          { value: "rsa", label: "RSA", description: "RS256: every OpenID Connect client understands it." },
          {
            value: "ecdsa",
            label: "ECDSA",
            description: "ES256: smaller and faster; most clients understand it.",
          },
          {
            value: "ed25519",
            label: "Ed25519",
            description: "EdDSA: for clients that are known to support it.",
          },
        ]}
      />
    </FormDialog>
  );
}

/**
 * A new key in place of an old one: generated, then every provider that signs with the old one is given the new one.
 * The server goes on publishing the old public key while tokens signed with it may be valid.
 */
import { useState } from "react";
import { Banner, RadioGroup, TextField } from "../../ui/index.ts";
import { get, patch, post } from "../api/client.ts";
import { useAction, useList } from "../api/queries.ts";
import type { CertificateKeyPair, OAuth2Provider, Page } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { useForm } from "../form/useForm.ts";

/** Every provider, page by page. */
async function allProviders(): Promise<OAuth2Provider[]> {
  const found: OAuth2Provider[] = [];
  for (let page = 1; page; ) {
    const answer = await get<Page<OAuth2Provider>>("providers/oauth2/", { page, page_size: 100 });
    found.push(...answer.results);
    page = answer.pagination.next;
  }
  return found;
}

export function Rotate({ pair, onClose }: { pair: CertificateKeyPair; onClose: () => void }) {
  const [year] = useState(() => new Date().toISOString().slice(0, 10));
  const providers = useList<OAuth2Provider>("providers/oauth2/", { page_size: 100 });
  const using = providers.data?.results.filter((provider) => provider.signing_key === pair.pk) ?? [];
  const rotate = useAction(
    async ({ name, alg }: { name: string; alg: string }) => {
      const fresh = await post<CertificateKeyPair>("crypto/certificatekeypairs/generate/", {
        common_name: name,
        subject_alt_name: "",
        validity_days: 365,
        alg,
      });
      for (const provider of await allProviders()) {
        if (provider.signing_key === pair.pk)
          await patch(`providers/oauth2/${provider.pk}/`, { signing_key: fresh.pk });
      }
      return fresh;
    },
    { done: (fresh) => `Providers now sign with “${fresh.name}”`, silent: true },
  );
  const form = useForm({
    initial: {
      name: `${pair.name.replace(/ \(\d{4}-\d\d-\d\d\)$/, "")} (${year})`,
      alg: { rsa: "rsa", ec: "ecdsa", ed25519: "ed25519" }[pair.key_type ?? "rsa"] ?? "rsa",
    },
    check: (values) => ({ name: values.name.trim() ? undefined : "Enter a name." }),
    send: (values) => rotate.mutateAsync(values),
  });
  return (
    <FormDialog title={`Rotate ${pair.name}`} isOpen onClose={onClose} form={form} submitLabel="Rotate">
      <Banner
        kind="info"
        title={`${using.length} ${using.length === 1 ? "provider signs" : "providers sign"} with it`}
      >
        They get the new key. The old public key stays in their JWKS while tokens signed with it are valid, so
        that clients notice nothing. Delete the old one some weeks later.
      </Banner>
      <TextField label="Name of the new one" isRequired autoComplete="off" {...form.text("name")} />
      <RadioGroup
        label="Kind of key"
        orientation="horizontal"
        value={form.values.alg}
        onChange={(alg) => form.set("alg", alg)}
        options={[
          { value: "rsa", label: "RSA" },
          { value: "ecdsa", label: "ECDSA" },
          { value: "ed25519", label: "Ed25519" },
        ]}
      />
    </FormDialog>
  );
}

/** Certificates and their keys: what tokens are signed with. Generated, imported, downloaded, replaced. */
import { useState } from "react";
import { Badge, Button, CopyField, notify } from "../../ui/index.ts";
import { get } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { CertificateKeyPair } from "../api/types.ts";
import { SpecForm } from "../form/SpecForm.tsx";
import type { FormSpec } from "../form/spec.ts";
import { formatInstant } from "../format.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { useQueryValue } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Properties, Stack } from "../shell/Page.tsx";
import styles from "../users/PathTree.module.css";
import { GenerateForm } from "./GenerateForm.tsx";
import { Rotate } from "./Rotate.tsx";

const FORM: FormSpec = {
  noun: "Certificate",
  path: "crypto/certificatekeypairs/",
  defaults: { name: "", certificate_data: "", key_data: "" },
  items: [
    { kind: "text", name: "name", label: "Name", isRequired: true },
    {
      kind: "textarea",
      name: "certificate_data",
      label: "Certificate",
      mono: true,
      placeholder: "-----BEGIN CERTIFICATE-----",
      help: "PEM. When editing, leave it empty to keep the one that is stored.",
    },
    {
      kind: "textarea",
      name: "key_data",
      label: "Private key",
      mono: true,
      placeholder: "-----BEGIN PRIVATE KEY-----",
      help: "PEM, optional. It is stored encrypted and never shown in a list.",
    },
  ],
  toBody: ({ certificate_data, key_data, ...body }) => ({
    ...body,
    ...(certificate_data ? { certificate_data } : {}),
    ...(key_data ? { key_data } : {}),
  }),
};

export function CertificateList() {
  const [create, setCreate] = useQueryValue("create");
  const [open, setOpen] = useState<{ kind: "import" } | { kind: "rotate"; pair: CertificateKeyPair } | null>(
    null,
  );
  const close = () => setOpen(null);
  const { form: _, ...spec } = {
    ...SPEC,
    form: undefined,
    detail: (pair: CertificateKeyPair) => (
      <Detail pair={pair} onRotate={() => setOpen({ kind: "rotate", pair })} />
    ),
  };
  return (
    <ResourcePage
      spec={spec}
      actions={
        <>
          <Button icon="import" onPress={() => setOpen({ kind: "import" })}>
            Import
          </Button>
          <Button variant="primary" icon="add" onPress={() => setCreate("1")}>
            Generate
          </Button>
        </>
      }
    >
      {create && <GenerateForm onClose={() => setCreate("")} />}
      {open?.kind === "import" && (
        <SpecForm
          spec={{
            ...FORM,
            check: (values) => (values.certificate_data ? {} : { certificate_data: "This is needed." }),
          }}
          title="Import a certificate"
          submitLabel="Import"
          onClose={close}
        />
      )}
      {open?.kind === "rotate" && <Rotate pair={open.pair} onClose={close} />}
    </ResourcePage>
  );
}

const SPEC: ResourceSpec<CertificateKeyPair> = {
  title: "Certificates",
  noun: "Certificate",
  description: "Providers sign their tokens with the key of one of these.",
  icon: "certificate",
  path: "crypto/certificatekeypairs/",
  name: (pair) => pair.name,
  ordering: "name",
  lesson: "Generate one to sign tokens with.",
  columns: [
    {
      id: "name",
      label: "Name",
      sortable: true,
      cell: (pair) => <NameCell name={pair.name} note={pair.managed ? "Managed by Wirelatch" : undefined} />,
    },
    {
      id: "private_key_available",
      label: "Private key available?",
      cell: (pair) =>
        pair.private_key_available ? (
          <Badge tone="ok" icon="check">
            {`Yes${pair.key_type ? ` (${pair.key_type.toUpperCase()})` : ""}`}
          </Badge>
        ) : (
          <Badge>No</Badge>
        ),
    },
    {
      id: "cert_expiry",
      label: "Expiry date",
      hideWhenNarrow: true,
      cell: (pair) => <Expiry instant={pair.cert_expiry} />,
    },
  ],
};

function Detail({ pair, onRotate }: { pair: CertificateKeyPair; onRotate: () => void }) {
  const download = useAction(async (part: "certificate" | "private_key") => {
    const { data } = await get<{ data: string }>(`crypto/certificatekeypairs/${pair.pk}/view_${part}/`);
    save(data, `${pair.name}_${part}.pem`);
    if (part === "private_key") notify({ kind: "info", title: "Downloading the key stands in the log" });
  });
  return (
    <Stack>
      <Properties
        items={[
          ["Subject", pair.cert_subject],
          ["Expiry date", <Expiry key="expiry" instant={pair.cert_expiry} />],
        ]}
      />
      {pair.fingerprint_sha256 && <CopyField label="Fingerprint (SHA-256)" value={pair.fingerprint_sha256} />}
      {pair.fingerprint_sha1 && <CopyField label="Fingerprint (SHA-1)" value={pair.fingerprint_sha1} />}
      <div className={styles.actions}>
        <Button size="sm" icon="download" onPress={() => download.mutate("certificate")}>
          Download certificate
        </Button>
        {pair.private_key_available && (
          <>
            <Button size="sm" icon="download" onPress={() => download.mutate("private_key")}>
              Download private key
            </Button>
            <Button size="sm" icon="refresh" onPress={onRotate}>
              Rotate
            </Button>
          </>
        )}
      </div>
    </Stack>
  );
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/x-pem-file" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replaceAll(/[^\w.-]+/g, "_");
  link.click();
  URL.revokeObjectURL(url);
}

function Expiry({ instant }: { instant: string | null | undefined }) {
  if (!instant) return "–";
  const left = new Date(instant).valueOf() - Date.now();
  const tone = left < 0 ? "danger" : left < 30 * 86_400_000 ? "warn" : null;
  return (
    <>
      {formatInstant(instant)}{" "}
      {tone && <Badge tone={tone}>{tone === "danger" ? "Expired" : "Expires soon"}</Badge>}
    </>
  );
}

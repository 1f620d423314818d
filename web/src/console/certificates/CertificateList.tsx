/** Certificates and their keys: what tokens are signed with. */
import { useState } from "react";
import { Badge, Button, CopyField, Dialog } from "../../ui/index.ts";
import type { CertificateKeyPair } from "../api/types.ts";
import { formatInstant } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Page, Properties, Stack } from "../shell/Page.tsx";
import { GenerateForm } from "./GenerateForm.tsx";

export function CertificateList() {
  const [generating, setGenerating] = useState(false);
  const [shown, setShown] = useState<CertificateKeyPair | null>(null);
  return (
    <Page
      title="Certificates"
      description="Providers sign their tokens with the key of one of these."
      actions={
        <Button variant="primary" icon="add" onPress={() => setGenerating(true)}>
          Generate
        </Button>
      }
    >
      <Card flush>
        <ResourceTable<CertificateKeyPair>
          label="Certificates"
          path="crypto/certificatekeypairs/"
          searchLabel="Search certificates"
          ordering="name"
          id={(pair) => pair.pk}
          name={(pair) => pair.name}
          onOpen={setShown}
          columns={[
            {
              id: "name",
              label: "Name",
              sortable: true,
              cell: (pair) => (
                <NameCell name={pair.name} note={pair.managed ? "Managed by Wirelatch" : undefined} />
              ),
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
          ]}
          empty={{ icon: "certificate", title: "No certificates", text: "Generate one to sign tokens with." }}
        />
      </Card>
      {generating && <GenerateForm onClose={() => setGenerating(false)} />}
      {shown && (
        <Dialog title={shown.name} isOpen isDismissable onClose={() => setShown(null)}>
          <Stack>
            <Properties
              items={[
                ["Subject", shown.cert_subject],
                ["Key type", shown.key_type?.toUpperCase()],
                ["Expiry date", <Expiry key="expiry" instant={shown.cert_expiry} />],
              ]}
            />
            {shown.fingerprint_sha256 && (
              <CopyField label="Fingerprint (SHA-256)" value={shown.fingerprint_sha256} />
            )}
            {shown.fingerprint_sha1 && (
              <CopyField label="Fingerprint (SHA-1)" value={shown.fingerprint_sha1} />
            )}
          </Stack>
        </Dialog>
      )}
    </Page>
  );
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

/** Programs that register themselves as clients (RFC 7591): with a token made here, or in a user's name at an application. */
import { useState } from "react";
import { Badge, Button, CopyField, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { useObject } from "../api/queries.ts";
import { SpecForm } from "../form/SpecForm.tsx";
import { formatAgo, formatInstant } from "../format.ts";
import { ResourceList, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { useTab } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Page, Stack } from "../shell/Page.tsx";
import { SecretDialog } from "../shell/SecretDialog.tsx";
import { AT_APPLICATION_FORM, TOKEN_FORM } from "./forms.ts";

interface InitialAccessToken {
  pk: string;
  name: string;
  expires: string | null;
  uses_left: number | null;
  application_group: string;
  created_at: string;
  /** Only in the answer that made it. */
  token?: string;
}

interface AtApplication {
  pbm_uuid: string;
  provider: number;
  default_application_group: string;
}

const isOver = ({ expires, uses_left }: InitialAccessToken) =>
  uses_left === 0 || (expires !== null && Date.parse(expires) <= Date.now());

const TOKENS: ResourceSpec<InitialAccessToken> = {
  title: "Initial access tokens",
  noun: "Initial Access Token",
  description: "",
  icon: "key",
  path: "oauth2/initial_access_tokens/",
  name: (token) => token.name,
  ordering: "name",
  form: TOKEN_FORM,
  lesson:
    "Whoever holds such a token may register clients: a program that sets itself up, a test, a pipeline.",
  columns: [
    {
      id: "name",
      label: "Name",
      sortable: true,
      cell: (token) => <NameCell name={token.name} note={`Made ${formatInstant(token.created_at)}`} />,
    },
    {
      id: "uses_left",
      label: "Uses left",
      cell: (token) => (token.uses_left === null ? "Any number" : String(token.uses_left)),
    },
    {
      id: "expires",
      label: "Expires",
      cell: (token) =>
        isOver(token) ? <Badge>Used up</Badge> : token.expires === null ? "Never" : formatAgo(token.expires),
    },
  ],
};

const AT_APPLICATIONS: ResourceSpec<AtApplication> = {
  title: "Registration at applications",
  noun: "Registration",
  description: "",
  icon: "apps",
  path: "providers/oauth2-dcr/",
  id: (record) => record.pbm_uuid,
  name: (record) => `registration at provider ${record.provider}`,
  ordering: "provider",
  search: false,
  form: AT_APPLICATION_FORM,
  lesson:
    "Users may register clients at such an application, which take over its provider’s settings: for AI agents (MCP) and the like.",
  columns: [
    { id: "provider", label: "Provider", cell: (record) => <ProviderName pk={record.provider} /> },
    {
      id: "default_application_group",
      label: "Group of new applications",
      cell: (record) => record.default_application_group || "–",
    },
  ],
};

function ProviderName({ pk }: { pk: number }) {
  const { data } = useObject<{ name: string; assigned_application_slug?: string }>(`providers/oauth2/${pk}/`);
  const slug = data?.assigned_application_slug;
  return (
    <NameCell
      name={data?.name ?? `Provider ${pk}`}
      note={slug ? `Register at /application/o/${slug}/register/` : undefined}
    />
  );
}

export function RegistrationPage() {
  const tabs = useTab("tokens");
  const [open, setOpen] = useState<"token" | "application" | null>(null);
  const [made, setMade] = useState<InitialAccessToken | null>(null);
  const register = `${window.location.origin}/application/o/register/`;
  const isTokens = tabs.selectedKey === "tokens";
  const button = (
    <Button variant="primary" icon="add" onPress={() => setOpen(isTokens ? "token" : "application")}>
      {isTokens ? "New Initial Access Token" : "New Registration"}
    </Button>
  );
  return (
    <Page
      title="Client Registration"
      description="Programs that register themselves as clients, by OpenID Connect dynamic registration."
      actions={button}
    >
      <Tabs {...tabs}>
        <TabList aria-label="Ways to register">
          <Tab id="tokens">With a token</Tab>
          <Tab id="applications">At an application</Tab>
        </TabList>
        <TabPanel id="tokens">
          <Stack>
            <Card flush>
              <ResourceList spec={TOKENS} embedded />
            </Card>
            <Card title="Address for programs">
              <CopyField
                label="Registration endpoint"
                value={register}
                description="Sent the client’s metadata by POST, with the token as bearer token."
              />
            </Card>
          </Stack>
        </TabPanel>
        <TabPanel id="applications">
          <Card flush>
            <ResourceList spec={AT_APPLICATIONS} embedded />
          </Card>
        </TabPanel>
      </Tabs>
      {open === "token" && (
        <SpecForm<InitialAccessToken> spec={TOKEN_FORM} onClose={() => setOpen(null)} onSaved={setMade} />
      )}
      {open === "application" && <SpecForm spec={AT_APPLICATION_FORM} onClose={() => setOpen(null)} />}
      {made && (
        <SecretDialog title={`${made.name} created`} secret="token" onClose={() => setMade(null)}>
          <CopyField label="Initial Access Token" value={made.token ?? ""} />
          <CopyField label="Registration endpoint" value={register} />
        </SecretDialog>
      )}
    </Page>
  );
}

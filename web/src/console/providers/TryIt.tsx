/**
 * "Try it": a real sign-in to the provider as its application would do it, and what the application would get. The server
 * plays the application's part (wirelatch/identity/oidc/try_it.py); the tokens are revoked before they are shown.
 */
import { useState } from "react";
import { Badge, Banner, Button, Icon, TextField } from "../../ui/index.ts";
import type { OAuth2Provider } from "../api/types.ts";
import { FieldRow } from "../form/FormDialog.tsx";
import { JsonView } from "../shell/JsonView.tsx";
import { Card, Columns, Properties, Stack } from "../shell/Page.tsx";
import styles from "./TryIt.module.css";

interface Token {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

interface Outcome {
  application: string;
  client_id: string;
  error?: string | null;
  error_description?: string | null;
  token_response: Record<string, unknown>;
  id_token?: Token | null;
  access_token?: Token | null;
  userinfo?: Record<string, unknown> | null;
  checks: { name: string; passing: boolean }[];
}

type Result = { outcome: Outcome } | { needsPerson: true } | { failure: string } | null;

export function TryIt({ provider }: { provider: OAuth2Provider }) {
  const [scope, setScope] = useState("");
  const [result, setResult] = useState<Result>(null);
  const [pending, setPending] = useState(false);
  const slug = provider.assigned_application_slug;
  if (!slug) {
    return (
      <Banner kind="warn" title="It needs an application first">
        Nobody can sign in to a provider that no application uses.
      </Banner>
    );
  }
  const query = scope.trim() ? `?scope=${encodeURIComponent(scope.trim())}` : "";
  const address = `/application/o/${encodeURIComponent(slug)}/try/${query}`;
  const run = async () => {
    setPending(true);
    try {
      setResult(await attempt(address));
    } finally {
      setPending(false);
    }
  };
  return (
    <Stack>
      <Card title="Try it">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!pending) void run();
          }}
        >
          <Stack>
            <p>
              Signs you in as the application would, with its policies, consent and claims, and shows what the
              application gets. No redirect URI has to be registered, and the tokens are revoked at once.
            </p>
            <FieldRow>
              <TextField
                label="Scopes"
                mono
                autoComplete="off"
                placeholder="All that are configured"
                description="Separated by spaces."
                value={scope}
                onChange={setScope}
              />
            </FieldRow>
            <div className={styles.actions}>
              <Button variant="primary" icon="play" type="submit" isPending={pending}>
                Run the sign-in
              </Button>
              <a href={address} target="_blank" rel="noreferrer">
                In a new tab <Icon name="external" size="xs" label="(opens in a new tab)" />
              </a>
            </div>
          </Stack>
        </form>
      </Card>
      <div aria-live="polite">{result && <Shown result={result} address={address} />}</div>
    </Stack>
  );
}

async function attempt(address: string): Promise<Result> {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!(answer.headers.get("content-type") ?? "").includes("application/json"))
      return { needsPerson: true };
    const body = (await answer.json()) as Partial<Outcome> & { detail?: string };
    if (!Array.isArray(body.checks))
      return { failure: body.detail ?? `The server answered ${answer.status}.` };
    return { outcome: body as Outcome };
  } catch {
    return { failure: "The server cannot be reached." };
  }
}

function Shown({ result, address }: { result: NonNullable<Result>; address: string }) {
  if ("needsPerson" in result) {
    return (
      <Banner
        kind="info"
        title="This sign-in needs you"
        actions={
          <a href={address} target="_blank" rel="noreferrer">
            Open it in a new tab
          </a>
        }
      >
        It asks for consent, a second factor or something else that only a person can answer.
      </Banner>
    );
  }
  if ("failure" in result) return <Banner kind="danger">{result.failure}</Banner>;
  const { outcome } = result;
  return (
    <Stack>
      {outcome.error ? (
        <Banner kind="danger" title={`The sign-in ended with ${outcome.error}`}>
          {outcome.error_description}
        </Banner>
      ) : outcome.checks.every((check) => check.passing) ? (
        <Banner kind="ok" title="The sign-in works" />
      ) : (
        <Banner kind="warn" title="The sign-in went through, but not every check passes" />
      )}
      {outcome.checks.length > 0 && (
        <Card title="What a relying party checks">
          <ul className={styles.checks}>
            {outcome.checks.map((check) => (
              <li key={check.name}>
                <Badge tone={check.passing ? "ok" : "danger"} icon={check.passing ? "check" : "close"}>
                  {check.passing ? "Passes" : "Fails"}
                </Badge>
                {check.name}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Columns>
        {outcome.id_token && <TokenCard title="ID token" token={outcome.id_token} />}
        <Stack>
          {outcome.access_token && <TokenCard title="Access token" token={outcome.access_token} />}
          {outcome.userinfo && (
            <Card title="Userinfo">
              <JsonView label="Userinfo" value={outcome.userinfo} />
            </Card>
          )}
          {Object.keys(outcome.token_response).length > 0 && (
            <Card title="Token response">
              <Properties
                items={Object.entries(outcome.token_response).map(
                  ([name, value]) => [name, <code key={name}>{String(value)}</code>] as const,
                )}
              />
            </Card>
          )}
        </Stack>
      </Columns>
    </Stack>
  );
}

function TokenCard({ title, token }: { title: string; token: Token }) {
  return (
    <Card title={title}>
      <Stack>
        <JsonView label={`Claims of the ${title}`} value={token.claims} />
        <JsonView label={`Header of the ${title}`} value={token.header} />
      </Stack>
    </Card>
  );
}

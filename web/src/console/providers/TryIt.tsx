/**
 * "Try it": signs in to the provider as its application would, and shows what the application would get. The server
 * plays the application's part (`providers/oauth2/{id}/try_it/`), so that no redirect URI has to be changed.
 */
import { useState } from "react";
import { Banner, Button } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { OAuth2Provider } from "../api/types.ts";
import { Card, Stack } from "../shell/Page.tsx";

export function TryIt({ provider }: { provider: OAuth2Provider }) {
  const [blocked, setBlocked] = useState<string | null>(null);
  const start = useAction(
    () =>
      post<{ url?: string; link?: string; authorization_url?: string }>(
        `providers/oauth2/${provider.pk}/try_it/`,
      ),
    { silent: true },
  );
  const run = async () => {
    // Opened before the server is asked: a browser lets only a click itself open a tab.
    const tab = window.open("about:blank", "_blank");
    try {
      const answer = await start.mutateAsync(undefined);
      const url = answer.url ?? answer.link ?? answer.authorization_url;
      if (!url) throw new Error("The server gave no address.");
      if (tab) tab.location.assign(url);
      else setBlocked(url);
    } catch {
      tab?.close();
    }
  };
  return (
    <Card title="Try it">
      <Stack>
        <p>
          Runs a sign-in as the application would, in a new tab, and shows every step: the request, the
          decoded tokens and the answer of the Userinfo endpoint. Nothing is changed.
        </p>
        {!provider.assigned_application_slug && (
          <Banner kind="warn">It needs an application first: nobody can sign in to a provider alone.</Banner>
        )}
        {start.error && (
          <Banner kind="danger" title="The trial could not start">
            {start.error.message}
          </Banner>
        )}
        {blocked && (
          <Banner kind="info" title="The browser kept the tab closed">
            <a href={blocked} target="_blank" rel="noreferrer">
              Open the sign-in
            </a>
          </Banner>
        )}
        <div>
          <Button
            variant="primary"
            icon="play"
            isDisabled={!provider.assigned_application_slug}
            isPending={start.isPending}
            onPress={run}
          >
            Try it
          </Button>
        </div>
      </Stack>
    </Card>
  );
}

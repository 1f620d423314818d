/** A refused redirect URI beside those that are registered, with one click to add it. */
import { Banner, Button } from "../../ui/index.ts";
import { get, patch } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { Event, OAuth2Provider } from "../api/types.ts";
import styles from "./EventDetail.module.css";

/** What the server writes when a client came with an address that is not registered. */
interface Refusal {
  provider: number;
  received: string;
}

export function refusalOf(event: Pick<Event, "action" | "context">): Refusal | null {
  const context = event.context ?? {};
  const received =
    context.redirect_uri_received ??
    context.received_redirect_uri ??
    context.received ??
    context.redirect_uri;
  const of = context.provider;
  const provider =
    typeof of === "object" && of !== null ? (of as { pk?: unknown }).pk : (context.provider_id ?? of);
  const pk = Number(provider);
  if (
    event.action !== "configuration_error" ||
    typeof received !== "string" ||
    !Number.isInteger(pk) ||
    pk <= 0
  )
    return null;
  return { provider: pk, received };
}

export function AddRedirectUri({ event }: { event: Event }) {
  const refusal = refusalOf(event);
  const add = useAction(
    async ({ provider, received }: Refusal) => {
      const { redirect_uris } = await get<OAuth2Provider>(`providers/oauth2/${provider}/`);
      if (redirect_uris.some((uri) => uri.url === received && uri.matching_mode === "strict")) return;
      return patch(`providers/oauth2/${provider}/`, {
        redirect_uris: [
          ...redirect_uris,
          { matching_mode: "strict", url: received, redirect_uri_type: "authorization" },
        ],
      });
    },
    { done: "Redirect URI added" },
  );
  if (!refusal) return null;
  return (
    <Banner
      kind="warn"
      title="The redirect URI is not registered"
      actions={
        <Button
          size="sm"
          isPending={add.isPending}
          isDisabled={add.isSuccess}
          onPress={() => add.mutate(refusal)}
        >
          {add.isSuccess ? "Added" : "Add this URI"}
        </Button>
      }
    >
      <code className={styles.uri}>{refusal.received}</code>{" "}
      <a href={`#/core/providers/${refusal.provider}`}>Registered ones</a>
    </Banner>
  );
}

/** A refused redirect URI beside those that are registered, with one click to add it (`oidc/authorization/refuse.py`). */
import { Banner, Button } from "../../ui/index.ts";
import { get, patch } from "../api/client.ts";
import { useAction, useObject } from "../api/queries.ts";
import type { Application, Event, OAuth2Provider } from "../api/types.ts";
import styles from "./EventDetail.module.css";
import { isElsewhere, type Refusal, refusalOf } from "./refusal.ts";

export function AddRedirectUri({ event }: { event: Event }) {
  const refusal = refusalOf(event);
  return refusal && <Refused refusal={refusal} />;
}

function Refused({ refusal: { application: slug, received } }: { refusal: Refusal }) {
  const application = useObject<Application>(`core/applications/${encodeURIComponent(slug)}/`);
  const pk = application.data?.provider;
  const provider = useObject<OAuth2Provider>(`providers/oauth2/${pk}/`, {}, pk !== undefined && pk !== null);
  const add = useAction(
    async () => {
      const path = `providers/oauth2/${pk}/`;
      const { redirect_uris } = await get<OAuth2Provider>(path);
      return patch(path, {
        redirect_uris: [
          ...redirect_uris,
          { matching_mode: "strict", url: received, redirect_uri_type: "authorization" },
        ],
      });
    },
    { done: `Redirect URI registered at ${application.data?.name ?? slug}` },
  );
  if (!provider.data) return null;
  const registered = provider.data.redirect_uris.filter((uri) => uri.redirect_uri_type !== "logout");
  const isRegistered = registered.some((uri) => uri.url === received && uri.matching_mode === "strict");
  return (
    <Banner
      kind={isRegistered ? "ok" : "warn"}
      title={isRegistered ? "The redirect URI is registered now" : "The redirect URI was not registered"}
      actions={
        isRegistered ? undefined : (
          <Button size="sm" isPending={add.isPending} onPress={() => add.mutate(undefined)}>
            Add this URI
          </Button>
        )
      }
    >
      <dl className={styles.uris}>
        <dt>Received</dt>
        <dd>
          <code>{received}</code>
        </dd>
        <dt>Registered</dt>
        {registered.length === 0 && <dd>None yet</dd>}
        {registered.map((uri) => (
          <dd key={`${uri.matching_mode} ${uri.url}`}>
            <code>{uri.url}</code> {uri.matching_mode === "regex" && "(regular expression)"}
          </dd>
        ))}
        <dt>Provider</dt>
        <dd>
          <a href={`#/core/providers/${pk}`}>{provider.data.name}</a>
        </dd>
      </dl>
      {!isRegistered && isElsewhere(received, registered) && (
        <p className={styles.warning}>
          It is on another host than all that are registered. Add it only if you know that host: codes for
          your users’ accounts go there.
        </p>
      )}
    </Banner>
  );
}

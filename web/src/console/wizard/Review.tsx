/** Step "Review and Submit Application": everything at a glance, each part with the way back to it. */
import type { ReactNode } from "react";
import { Button } from "../../ui/index.ts";
import { formatDuration, readable } from "../format.ts";
import type { ProviderChoices } from "../providers/providerValues.ts";
import { Properties } from "../shell/Page.tsx";
import styles from "./ApplicationWizard.module.css";
import type { StepId, WizardState } from "./wizardState.ts";

export function Review({
  state,
  choices,
  onEdit,
}: {
  state: WizardState;
  choices: ProviderChoices;
  onEdit: (step: StepId) => void;
}) {
  const { application, provider, bindings } = state;
  const uris = provider.redirect_uris.filter((uri) => uri.url.trim());
  return (
    <>
      <Part title="Application" onEdit={() => onEdit("application")}>
        <Properties
          items={[
            ["Name", application.name],
            ["Slug", <code key="slug">{application.slug}</code>],
            ["Group", application.group],
            ["Policy engine mode", application.policy_engine_mode.toUpperCase()],
            ...(application.meta_launch_url ? ([["Launch URL", application.meta_launch_url]] as const) : []),
          ]}
        />
      </Part>
      <Part title="Provider" onEdit={() => onEdit("provider")}>
        <Properties
          items={[
            ["Name", provider.name],
            ["Type", "OAuth2/OpenID Connect"],
            [
              "Authorization flow",
              choices.flows.find((flow) => flow.pk === provider.authorization_flow)?.slug,
            ],
            ["Client type", readable(provider.client_type)],
            ["Client ID", <code key="id">{provider.client_id}</code>],
            [
              "Redirect URIs",
              uris.length > 0 ? (
                <ul className={styles.uris}>
                  {uris.map((uri) => (
                    <li key={uri.url}>
                      {`${readable(uri.matching_mode)}: `}
                      <code>{uri.url.trim()}</code>
                      {uri.redirect_uri_type === "logout" && " (Post Logout)"}
                    </li>
                  ))}
                </ul>
              ) : (
                "None: sign-ins are refused until one is registered"
              ),
            ],
            [
              "Signing Key",
              choices.keys.find((key) => key.pk === provider.signing_key)?.name ??
                "None (HS256 with the client secret)",
            ],
            [
              "Validity",
              `Access token ${formatDuration(provider.access_token_validity)}, refresh token ${formatDuration(provider.refresh_token_validity)}`,
            ],
          ]}
        />
      </Part>
      <Part title="Bindings" onEdit={() => onEdit("bindings")}>
        <Properties
          items={
            bindings.length > 0
              ? bindings.map(
                  (binding) =>
                    [
                      readable(binding.kind),
                      `${binding.label}${binding.negate ? " (negated)" : ""}`,
                    ] as const,
                )
              : [["Access", "Everybody who can sign in"]]
          }
        />
      </Part>
    </>
  );
}

function Part({ title, onEdit, children }: { title: string; onEdit: () => void; children: ReactNode }) {
  return (
    <section className={styles.reviewPart} aria-label={title}>
      <header className={styles.reviewHeader}>
        <h4>{title}</h4>
        <Button variant="quiet" size="sm" icon="edit" aria-label={`Edit ${title}`} onPress={onEdit}>
          Edit
        </Button>
      </header>
      <div className={styles.reviewBody}>{children}</div>
    </section>
  );
}

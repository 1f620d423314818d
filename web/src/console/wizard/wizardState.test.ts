import { describe, expect, it } from "vitest";
import { toError } from "../api/client.ts";
import type { ProviderChoices } from "../providers/providerValues.ts";
import * as wizard from "./wizardState.ts";

const choices: ProviderChoices = {
  flows: [
    {
      pk: "f-explicit",
      slug: "default-provider-authorization-explicit-consent",
      name: "A",
      designation: "authorization",
    },
    {
      pk: "f-implicit",
      slug: "default-provider-authorization-implicit-consent",
      name: "B",
      designation: "authorization",
    },
    { pk: "f-out", slug: "default-provider-invalidation-flow", name: "C", designation: "invalidation" },
  ],
  keys: [
    { pk: "k-ec", name: "EC", private_key_available: true, key_type: "ec" },
    { pk: "k-rsa", name: "RSA", private_key_available: true, key_type: "rsa" },
  ],
  scopes: [
    { pk: "s-openid", name: "OpenID", scope_name: "openid", managed: "m/openid" },
    { pk: "s-email", name: "Email", scope_name: "email", managed: "m/email" },
    { pk: "s-profile", name: "Profile", scope_name: "profile", managed: "m/profile" },
    { pk: "s-offline", name: "Offline", scope_name: "offline_access", managed: "m/offline" },
  ],
};

/** The guide's application, filled in up to the review. */
function filled(): wizard.WizardState {
  let state = wizard.changeApplication(wizard.startWizard(choices), { name: "Node-RED", slug: "node-red" });
  state = wizard.changeProvider(state, {
    redirect_uris: [
      {
        matching_mode: "strict",
        url: " https://nodered.company/auth/strategy/callback/ ",
        redirect_uri_type: "authorization",
      },
      { matching_mode: "strict", url: "", redirect_uri_type: "authorization" },
    ],
  });
  return wizard.goTo(state, "review");
}

describe("a new application", () => {
  const state = wizard.startWizard(choices);

  it("starts with what most applications need", () => {
    expect(state.provider).toMatchObject({
      authorization_flow: "f-implicit",
      invalidation_flow: "f-out",
      client_type: "confidential",
      signing_key: "k-rsa",
      property_mappings: ["s-openid", "s-email", "s-profile"],
      include_claims_in_id_token: true,
      sub_mode: "hashed_user_id",
      issuer_mode: "per_provider",
    });
    expect(state.provider.client_id).toMatch(/^\w{40}$/);
    expect(state.provider.client_secret).toMatch(/^\w{128}$/);
  });

  it("names the provider after the application until that name is typed", () => {
    const named = wizard.changeApplication(state, { name: "Node-RED" });
    expect(named.provider.name).toBe("Provider for Node-RED");
    const typed = wizard.changeProvider(named, { name: "Flows" });
    expect(wizard.changeApplication(typed, { name: "Other" }).provider.name).toBe("Flows");
  });
});

describe("going on", () => {
  it("walks the steps of the guide in their order", () => {
    let state = wizard.changeApplication(wizard.startWizard(choices), { name: "Node-RED", slug: "node-red" });
    const seen = [state.step];
    for (let i = 0; i < 4; i++) {
      state = wizard.next(state);
      seen.push(state.step);
    }
    expect(seen).toEqual(["application", "type", "provider", "bindings", "review"]);
  });

  it("stays at a step with something wrong and says what", () => {
    const state = wizard.next(wizard.startWizard(choices));
    expect(state.step).toBe("application");
    expect(state.errors.application).toMatchObject({ name: "Enter a name.", slug: "Enter a slug." });
  });

  it("never skips a step that is not in order", () => {
    const state = wizard.changeProvider(filled(), { access_token_validity: "soon" });
    expect(wizard.goTo({ ...state, step: "application" }, "review").step).toBe("provider");
  });

  it("forgets an error when its field is changed", () => {
    const state = wizard.changeApplication(wizard.next(wizard.startWizard(choices)), { name: "N" });
    expect(state.errors.application).toEqual({ slug: "Enter a slug." });
  });

  it("goes back without a check", () => {
    expect(wizard.back(filled()).step).toBe("bindings");
    expect(wizard.back(wizard.startWizard(choices)).step).toBe("application");
  });
});

describe("what is sent", () => {
  it("is authentik's transaction, without the empty rows", () => {
    const body = wizard.toTransaction({
      ...filled(),
      bindings: [
        {
          kind: "user",
          subject: "7",
          label: "ann",
          enabled: true,
          negate: false,
          order: 0,
          timeout: 30,
          failure_result: false,
          expiring: false,
          expires: "",
        },
      ],
    });
    expect(body).toMatchObject({
      app: { name: "Node-RED", slug: "node-red", policy_engine_mode: "any" },
      provider_model: "authentik_providers_oauth2.oauth2provider",
      provider: {
        name: "Provider for Node-RED",
        authentication_flow: null,
        redirect_uris: [
          {
            matching_mode: "strict",
            url: "https://nodered.company/auth/strategy/callback/",
            redirect_uri_type: "authorization",
          },
        ],
      },
      policy_bindings: [{ user: 7, group: null, policy: null, order: 0 }],
    });
  });
});

describe("a refusal", () => {
  const refuse = (body: unknown) => {
    const error = toError(400, body);
    return wizard.refuse(filled(), error.message, error.fields);
  };

  it("leads to the step that it is about", () => {
    const state = refuse({ provider: { client_id: ["Already in use."] } });
    expect(state.step).toBe("provider");
    expect(state.errors.provider).toEqual({ client_id: "Already in use." });
  });

  it("leads to the first step when several are refused, and keeps the others' errors", () => {
    const state = refuse({ provider: { name: ["Taken."] }, app: { slug: ["Taken."] } });
    expect(state.step).toBe("application");
    expect(state.errors.provider).toEqual({ name: "Taken." });
  });

  it("is shown at the review when it fits no step", () => {
    const state = refuse({ detail: "You do not have permission to perform this action." });
    expect(state.step).toBe("review");
    expect(state.errors.review?.[""]).toBe("You do not have permission to perform this action.");
  });
});

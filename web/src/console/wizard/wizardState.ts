/**
 * The wizard "Create with Provider" without its looks: the steps in the guide's order, when one may go on,
 * and which step a refusal of the server belongs to.
 */
import type { FieldErrors } from "../api/client.ts";
import {
  type ApplicationValues,
  checkApplication,
  fromApplication,
  toApplicationBody,
} from "../applications/applicationValues.ts";
import { type BindingValues, toBindingBody } from "../bindings/bindingValues.ts";
import {
  checkProvider,
  newProvider,
  type ProviderChoices,
  type ProviderValues,
  toProviderBody,
} from "../providers/providerValues.ts";

export const STEPS = [
  { id: "application", title: "Application", heading: "Configure the Application" },
  { id: "type", title: "Choose a Provider Type", heading: "Choose a Provider Type" },
  { id: "provider", title: "Configure the Provider", heading: "Configure the Provider" },
  { id: "bindings", title: "Configure Bindings", heading: "Configure Bindings (optional)" },
  { id: "review", title: "Review and Submit Application", heading: "Review and Submit Application" },
] as const;

export type StepId = (typeof STEPS)[number]["id"];

export const PROVIDER_MODEL = "authentik_providers_oauth2.oauth2provider";

export type StepErrors = Record<string, string | undefined>;

export interface WizardState {
  step: StepId;
  application: ApplicationValues;
  provider: ProviderValues;
  bindings: BindingValues[];
  /** While the provider's name was not typed, it follows the application's. */
  providerNameFollows: boolean;
  errors: Partial<Record<StepId, StepErrors>>;
}

export function startWizard(choices: ProviderChoices): WizardState {
  return {
    step: "application",
    application: fromApplication(),
    provider: newProvider(choices),
    bindings: [],
    providerNameFollows: true,
    errors: {},
  };
}

/** Changes the application's values, and the provider's name with them. */
export function changeApplication(state: WizardState, change: Partial<ApplicationValues>): WizardState {
  const application = { ...state.application, ...change };
  const provider =
    state.providerNameFollows && change.name !== undefined
      ? { ...state.provider, name: change.name.trim() ? `Provider for ${change.name.trim()}` : "" }
      : state.provider;
  return {
    ...state,
    application,
    provider,
    errors: without(state.errors, "application", Object.keys(change)),
  };
}

/** Changes the provider's values. */
export function changeProvider(state: WizardState, change: Partial<ProviderValues>): WizardState {
  return {
    ...state,
    provider: { ...state.provider, ...change },
    providerNameFollows: state.providerNameFollows && change.name === undefined,
    errors: without(state.errors, "provider", Object.keys(change)),
  };
}

/** What is wrong with a step, by field; empty when it may be left. */
export function checkStep(state: WizardState, step: StepId): StepErrors {
  if (step === "application") return checkApplication(state.application);
  if (step === "provider") return checkProvider(state.provider);
  return {};
}

/** The next step, or the same one with its errors. */
export function next(state: WizardState): WizardState {
  return goTo(state, STEPS[Math.min(indexOf(state.step) + 1, STEPS.length - 1)]?.id ?? state.step);
}

/** The step before; it needs no check. */
export function back(state: WizardState): WizardState {
  return { ...state, step: STEPS[Math.max(indexOf(state.step) - 1, 0)]?.id ?? state.step };
}

/** A step by name. Forward only past steps that are in order: the first that is not stops it. */
export function goTo(state: WizardState, target: StepId): WizardState {
  for (const step of STEPS.slice(0, indexOf(target))) {
    const errors = checkStep(state, step.id);
    if (Object.keys(errors).length > 0)
      return { ...state, step: step.id, errors: { ...state.errors, [step.id]: errors } };
  }
  return { ...state, step: target };
}

/** Whether a step was filled in and has nothing wrong. */
export function isDone(state: WizardState, step: StepId): boolean {
  return (
    indexOf(step) < indexOf(state.step) && Object.values(state.errors[step] ?? {}).every((text) => !text)
  );
}

/** The body of `PUT core/transactional/applications/`. */
export function toTransaction(state: WizardState): Record<string, unknown> {
  return {
    app: toApplicationBody(state.application),
    provider_model: PROVIDER_MODEL,
    provider: toProviderBody(state.provider),
    policy_bindings: state.bindings.map(toBindingBody),
  };
}

/** Takes a refusal of the server to the step that it is about. What fits none is shown at the review. */
export function refuse(state: WizardState, message: string, fields: FieldErrors): WizardState {
  const errors: WizardState["errors"] = {};
  const general: string[] = [];
  for (const [key, value] of Object.entries(fields)) {
    const step = STEP_OF[key];
    if (step) errors[step] = Array.isArray(value) ? { "": value.join(" ") } : flat(value);
    else general.push(texts(value).join(" "));
  }
  if (general.length > 0 || Object.keys(errors).length === 0)
    errors.review = { "": general.join(" ") || message };
  const step = STEPS.find((candidate) => errors[candidate.id])?.id ?? "review";
  return { ...state, step, errors };
}

const STEP_OF: Record<string, StepId | undefined> = {
  app: "application",
  provider: "provider",
  provider_model: "type",
  policy_bindings: "bindings",
};

const indexOf = (id: StepId) => STEPS.findIndex((step) => step.id === id);

function flat(fields: FieldErrors): StepErrors {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key === "non_field_errors" ? "" : key,
      texts(value).join(" "),
    ]),
  );
}

function texts(value: string[] | FieldErrors): string[] {
  return Array.isArray(value) ? value : Object.values(value).flatMap(texts);
}

function without(errors: WizardState["errors"], step: StepId, keys: string[]): WizardState["errors"] {
  const old = errors[step];
  if (!old) return errors;
  const gone = (key: string) =>
    key === "" || keys.some((changed) => key === changed || key.startsWith(`${changed}.`));
  return { ...errors, [step]: Object.fromEntries(Object.entries(old).filter(([key]) => !gone(key))) };
}

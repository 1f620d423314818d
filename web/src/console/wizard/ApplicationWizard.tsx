/** The wizard "Create with Provider", also known as "New Application": an application/provider pair in five steps. */
import { useEffect, useId, useRef, useState } from "react";
import { Banner, Button, Dialog, Icon, Spinner } from "../../ui/index.ts";
import { ApiError, get, put } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { Application } from "../api/types.ts";
import { ApplicationFields } from "../applications/ApplicationFields.tsx";
import { focusFirstError } from "../form/FormDialog.tsx";
import { ProviderFields } from "../providers/ProviderFields.tsx";
import type { ProviderChoices } from "../providers/providerValues.ts";
import { useProviderChoices } from "../providers/useProviderChoices.ts";
import styles from "./ApplicationWizard.module.css";
import { BindingsStep } from "./BindingsStep.tsx";
import { Result } from "./Result.tsx";
import { Review } from "./Review.tsx";
import * as wizard from "./wizardState.ts";

const TITLE = "New Application";

export function ApplicationWizard({ onClose }: { onClose: () => void }) {
  const { data: choices, error } = useProviderChoices();
  if (choices) return <Wizard choices={choices} onClose={onClose} />;
  return (
    <Dialog title={TITLE} isOpen onClose={onClose} size="lg">
      {error ? (
        <Banner kind="danger" title="The wizard cannot start">
          {error.message}
        </Banner>
      ) : (
        <Spinner size="lg" />
      )}
    </Dialog>
  );
}

function Wizard({ choices, onClose }: { choices: ProviderChoices; onClose: () => void }) {
  const [state, setState] = useState(() => wizard.startWizard(choices));
  const [created, setCreated] = useState<Application | null>(null);
  const body = useRef<HTMLFormElement>(null);
  const id = useId();
  const submit = useAction(
    async (current: wizard.WizardState) => {
      await put("core/transactional/applications/", wizard.toTransaction(current));
      return get<Application>(`core/applications/${current.application.slug}/`);
    },
    { silent: true },
  );
  const step = wizard.STEPS.find((candidate) => candidate.id === state.step) ?? wizard.STEPS[0];
  const errors = state.errors[state.step] ?? {};
  const isLast = state.step === "review";

  // A new step starts at its top; a step with errors at the first of them.
  const shown = useRef(state.step);
  useEffect(() => {
    if (shown.current === state.step) return;
    shown.current = state.step;
    body.current?.parentElement?.scrollTo(0, 0);
    const target = body.current?.querySelector<HTMLElement>("[data-step-heading]");
    target?.focus({ preventScroll: true });
  }, [state.step]);

  const advance = async () => {
    if (!isLast) {
      const moved = wizard.next(state);
      setState(moved);
      if (moved.step === state.step)
        requestAnimationFrame(() => body.current && focusFirstError(body.current));
      return;
    }
    const checked = wizard.goTo(state, "review");
    if (checked.step !== "review") return setState(checked);
    try {
      setCreated(await submit.mutateAsync(state));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState(wizard.refuse(state, error.message, error.fields));
    }
  };

  if (created) {
    return <Result application={created} secret={state.provider.client_secret} onClose={onClose} />;
  }
  return (
    <Dialog
      title={TITLE}
      description="Create an application and its provider"
      isOpen
      onClose={onClose}
      size="lg"
      isKeyboardDismissDisabled
      footer={
        <>
          <Button variant="quiet" className={styles.cancel} onPress={onClose}>
            Cancel
          </Button>
          {state.step !== "application" && (
            <Button icon="arrow-left" onPress={() => setState(wizard.back(state))}>
              Back
            </Button>
          )}
          <Button variant="primary" type="submit" form={id} isPending={submit.isPending}>
            {isLast ? "Submit" : "Next"}
          </Button>
        </>
      }
    >
      <div className={styles.wizard}>
        <Steps state={state} onGo={(target) => setState(wizard.goTo(state, target))} />
        <form
          ref={body}
          id={id}
          className={styles.body}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            void advance();
          }}
        >
          <h3 className={styles.heading} data-step-heading="" tabIndex={-1}>
            {step.heading}
          </h3>
          {errors[""] && <Banner kind="danger">{errors[""]}</Banner>}
          {state.step === "application" && (
            <ApplicationFields
              isNew
              values={state.application}
              errors={errors}
              onChange={(change) => setState((now) => wizard.changeApplication(now, change))}
            />
          )}
          {state.step === "type" && <ProviderType />}
          {state.step === "provider" && (
            <ProviderFields
              values={state.provider}
              errors={errors}
              onChange={(change) => setState((now) => wizard.changeProvider(now, change))}
            />
          )}
          {state.step === "bindings" && (
            <BindingsStep
              bindings={state.bindings}
              onChange={(bindings) =>
                setState((now) => ({ ...now, bindings, errors: { ...now.errors, bindings: {} } }))
              }
            />
          )}
          {state.step === "review" && (
            <Review
              state={state}
              choices={choices}
              onEdit={(target) => setState(wizard.goTo(state, target))}
            />
          )}
        </form>
      </div>
    </Dialog>
  );
}

/** Where one is. Steps that were left can be gone back to; the others are reached by Next. */
function Steps({ state, onGo }: { state: wizard.WizardState; onGo: (step: wizard.StepId) => void }) {
  const position = wizard.STEPS.findIndex((step) => step.id === state.step);
  return (
    <ol className={styles.steps} aria-label="Steps">
      {wizard.STEPS.map((step, index) => {
        const failed = Object.values(state.errors[step.id] ?? {}).some(Boolean);
        const done = wizard.isDone(state, step.id);
        const look = failed ? "failed" : index === position ? "current" : done ? "done" : "open";
        const content = (
          <>
            <span className={styles.number}>
              {failed ? (
                <Icon name="warning" size="xs" />
              ) : done ? (
                <Icon name="check" size="xs" />
              ) : (
                index + 1
              )}
            </span>
            <span className={styles.stepTitle}>{step.title}</span>
          </>
        );
        return (
          <li key={step.id} aria-current={index === position ? "step" : undefined}>
            {index < position ? (
              <button type="button" className={styles.step} data-state={look} onClick={() => onGo(step.id)}>
                {content}
              </button>
            ) : (
              <span className={styles.step} data-state={look}>
                {content}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** There is one kind for now; it is shown as chosen, so that the guide's step is found. */
function ProviderType() {
  return (
    <label className={styles.type}>
      <input
        type="radio"
        name="provider-type"
        value={wizard.PROVIDER_MODEL}
        defaultChecked
        className={styles.radio}
      />
      <span className={styles.typeIcon}>
        <Icon name="provider" size="lg" />
      </span>
      <span>
        <span className={styles.typeName}>OAuth2/OpenID Connect</span>
        <span className={styles.typeText}>
          For applications that sign users in with OpenID Connect, or use OAuth 2.0 tokens. Node-RED is one of
          them.
        </span>
      </span>
    </label>
  );
}

/** A flow drawn from top to bottom: who may start, each stage with its conditions, the end. */
import { EmptyState, Icon, type IconName, Spinner } from "../../ui/index.ts";
import { useList } from "../api/queries.ts";
import type { Binding, Flow, FlowStageBinding } from "../api/types.ts";
import { bindingName } from "../bindings/bindingValues.ts";
import { kindOf } from "../resource/kinds.ts";
import { STAGE_KINDS } from "../stages/stageKinds.ts";
import styles from "./FlowDiagram.module.css";

export function FlowDiagram({ flow, bindings }: { flow: Flow; bindings: FlowStageBinding[] | undefined }) {
  if (!bindings) return <Spinner size="lg" />;
  if (bindings.length === 0) {
    return (
      <EmptyState icon="subflow" title="No stages">
        {flow.designation === "authorization"
          ? "Users go on to the application at once."
          : "Bind stages in the tab Stage Bindings."}
      </EmptyState>
    );
  }
  return (
    <ol className={styles.flow} aria-label={`Stages of ${flow.name}`}>
      <li className={styles.end}>
        <span>Start</span>
        <Conditions target={flow.policybindingmodel_ptr_id ?? flow.pk} otherwise="else denied" />
      </li>
      {bindings.map((binding) => {
        const stage = binding.stage_obj;
        const icon: IconName = (stage && kindOf(STAGE_KINDS, stage)?.icon) ?? "batch";
        return (
          <li key={binding.pk} className={styles.step}>
            <Conditions target={binding.policybindingmodel_ptr_id ?? binding.pk} otherwise="else skipped" />
            <span className={styles.stage}>
              <Icon name={icon} />
              <span>
                <span className={styles.name}>{stage?.name ?? binding.stage}</span>
                <span className={styles.kind}>{stage?.verbose_name}</span>
              </span>
              <span className={styles.order}>{binding.order}</span>
            </span>
          </li>
        );
      })}
      <li className={styles.end}>
        <span>End</span>
      </li>
    </ol>
  );
}

function Conditions({ target, otherwise }: { target: string; otherwise: string }) {
  const { data } = useList<Binding>("policies/bindings/", { target, enabled: true, ordering: "order" });
  if (!data || data.results.length === 0) return null;
  return (
    <span className={styles.condition}>
      <Icon name="switch" size="xs" />
      {`If ${data.results
        .map((binding) => `${binding.negate ? "not " : ""}${bindingName(binding)}`)
        .join(", ")}, ${otherwise}`}
    </span>
  );
}

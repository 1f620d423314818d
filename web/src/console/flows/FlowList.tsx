/** All flows: what users go through to sign in, sign out, enroll, recover. */
import { Badge, IconButton } from "../../ui/index.ts";
import type { Flow } from "../api/types.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { executeFlow } from "./execute.ts";
import { designationLabel, FLOW_FORM } from "./flowForm.ts";

const SPEC: ResourceSpec<Flow> = {
  title: "Flows",
  noun: "Flow",
  description: "What users go through, stage by stage: signing in, signing out, enrolling, recovering.",
  icon: "subflow",
  path: "flows/instances/",
  id: (flow) => flow.slug,
  name: (flow) => flow.slug,
  href: (flow) => `#/flow/flows/${flow.slug}`,
  created: (flow) => `#/flow/flows/${flow.slug}`,
  ordering: "slug",
  form: FLOW_FORM,
  lesson: "A flow is a row of stages. Make one and bind stages to it.",
  columns: [
    {
      id: "slug",
      label: "Identifier",
      sortable: true,
      cell: (flow) => <NameCell name={flow.slug} note={flow.name} />,
    },
    {
      id: "designation",
      label: "Designation",
      sortable: true,
      cell: (flow) => <Badge>{designationLabel(flow.designation)}</Badge>,
    },
    { id: "stages", label: "Stages", align: "end", cell: (flow) => flow.stages?.length ?? "–" },
    {
      id: "policies",
      label: "Policies",
      align: "end",
      hideWhenNarrow: true,
      cell: (flow) => flow.policies?.length ?? "–",
    },
  ],
  actions: (flow) => (
    <IconButton
      icon="play"
      size="sm"
      label={`Execute ${flow.slug}`}
      tooltip="Execute"
      onPress={() => executeFlow(flow.slug)}
    />
  ),
};

export const FlowList = () => <ResourcePage spec={SPEC} />;

/** One flow: overview with its diagram, the stages in their order, who may run it, its history. */
import { useState } from "react";
import { Button, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import { useList, useObject } from "../api/queries.ts";
import type { Flow, FlowStageBinding } from "../api/types.ts";
import { BindingTable } from "../bindings/BindingTable.tsx";
import { Changelog } from "../events/Changelog.tsx";
import { SpecForm } from "../form/SpecForm.tsx";
import { readable } from "../format.ts";
import { ObjectPermissions } from "../roles/ObjectPermissions.tsx";
import { navigate, useTab } from "../router.ts";
import { Card, Columns, Loaded, Page, Properties } from "../shell/Page.tsx";
import { executeFlow } from "./execute.ts";
import { FlowDiagram } from "./FlowDiagram.tsx";
import { designationLabel, FLOW_FORM } from "./flowForm.ts";
import { StageBindings } from "./StageBindings.tsx";

export function FlowDetail({ slug }: { slug: string }) {
  const query = useObject<Flow>(`flows/instances/${slug}/`);
  return <Loaded query={query}>{(flow) => <Detail flow={flow} />}</Loaded>;
}

function Detail({ flow }: { flow: Flow }) {
  const tabs = useTab("overview");
  const [editing, setEditing] = useState(false);
  const bindings = useList<FlowStageBinding>("flows/bindings/", {
    target: flow.pk,
    ordering: "order",
    page_size: 100,
  });
  return (
    <Page
      title={flow.name}
      crumbs={[{ label: "Flows", href: "#/flow/flows" }]}
      description={flow.title && flow.title !== flow.name ? flow.title : flow.slug}
      actions={
        <>
          <Button icon="play" onPress={() => executeFlow(flow.slug)}>
            Execute
          </Button>
          <Button variant="primary" icon="edit" onPress={() => setEditing(true)}>
            Edit
          </Button>
        </>
      }
    >
      <Tabs {...tabs}>
        <TabList aria-label="Parts of the flow">
          <Tab id="overview">Overview</Tab>
          <Tab id="stages">Stage Bindings</Tab>
          <Tab id="policies">Policy / Group / User Bindings</Tab>
          <Tab id="changelog">Changelog</Tab>
          <Tab id="permissions">Permissions</Tab>
        </TabList>
        <TabPanel id="overview">
          <Columns>
            <Card title="Flow info">
              <Properties
                items={[
                  ["Slug", <code key="slug">{flow.slug}</code>],
                  ["Designation", designationLabel(flow.designation)],
                  ["Authentication", readable(flow.authentication ?? "none")],
                  ["Policy engine mode", readable(flow.policy_engine_mode ?? "any")],
                  ["When denied", readable(flow.denied_action ?? "message_continue")],
                  ["Address", <code key="address">{`/if/flow/${flow.slug}/`}</code>],
                ]}
              />
            </Card>
            <Card title="Diagram">
              <FlowDiagram flow={flow} bindings={bindings.data?.results} />
            </Card>
          </Columns>
        </TabPanel>
        <TabPanel id="stages">
          <Card flush>
            <StageBindings flow={flow} />
          </Card>
        </TabPanel>
        <TabPanel id="policies">
          <Card flush>
            <BindingTable
              target={flow.policybindingmodel_ptr_id ?? flow.pk}
              lesson="Everybody may run this flow. What is bound here decides before the first stage."
            />
          </Card>
        </TabPanel>
        <TabPanel id="changelog">
          <Changelog app="authentik_flows" model="flow" pk={flow.pk} />
        </TabPanel>
        <TabPanel id="permissions">
          <ObjectPermissions model="authentik_flows.flow" pk={flow.pk} />
        </TabPanel>
      </Tabs>
      {editing && (
        <SpecForm<Flow>
          spec={FLOW_FORM}
          record={flow}
          onClose={() => setEditing(false)}
          onSaved={(saved) => {
            if (saved.slug !== flow.slug) navigate(`#/flow/flows/${saved.slug}`, { replace: true });
          }}
        />
      )}
    </Page>
  );
}

/** What an application tells its users apart by: names with attributes, given to users and groups, sent in tokens. */

import { useState } from "react";
import { Button } from "../../ui/index.ts";
import type { Application, Entitlement } from "../api/types.ts";
import { BindingTable } from "../bindings/BindingTable.tsx";
import { SpecForm } from "../form/SpecForm.tsx";
import type { FormSpec } from "../form/spec.ts";
import { ResourceList, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { Card } from "../shell/Page.tsx";

export function Entitlements({ application }: { application: Application }) {
  const [creating, setCreating] = useState(false);
  const form: FormSpec = {
    noun: "Entitlement",
    path: "core/application_entitlements/",
    key: "pbm_uuid",
    defaults: { name: "", attributes: {} },
    items: [
      { kind: "text", name: "name", label: "Name", isRequired: true },
      { kind: "attributes", name: "attributes", label: "Attributes" },
    ],
    toBody: (body) => ({ ...body, app: application.pk }),
  };
  const spec: ResourceSpec<Entitlement> = {
    title: "Application entitlements",
    noun: "Entitlement",
    description: "",
    icon: "tag",
    path: "core/application_entitlements/",
    query: { app: application.pk },
    id: (entitlement) => entitlement.pbm_uuid,
    name: (entitlement) => entitlement.name,
    ordering: "name",
    search: false,
    form,
    lesson:
      "An entitlement is a right within the application, such as “editor”. Whoever it is bound to has it in the claim entitlements, with the scope of that name.",
    columns: [{ id: "name", label: "Name", sortable: true, cell: (entitlement) => entitlement.name }],
    detail: (entitlement) => (
      <BindingTable
        target={entitlement.pbm_uuid}
        kinds={["group", "user"]}
        lesson="Nobody has this entitlement yet. Bind the groups and users who have it."
      />
    ),
  };
  const button = (
    <Button icon="add" variant="primary" onPress={() => setCreating(true)}>
      New Entitlement
    </Button>
  );
  return (
    <Card flush>
      <ResourceList spec={spec} toolbar={button} embedded />
      {creating && <SpecForm spec={form} onClose={() => setCreating(false)} />}
    </Card>
  );
}

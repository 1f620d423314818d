/** Property mappings: the claims that clients get, scope by scope. */
import { useState } from "react";
import { Badge, IconButton } from "../../ui/index.ts";
import type { ScopeMapping } from "../api/types.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { MAPPING_FORM } from "./mappingForm.ts";
import { TestMapping } from "./TestMapping.tsx";

export function MappingList() {
  const [tested, setTested] = useState<ScopeMapping | null>(null);
  const spec: ResourceSpec<ScopeMapping> = {
    title: "Property Mappings",
    noun: "Scope Mapping",
    description: "Which claims about a user a client gets for which scope.",
    icon: "swap",
    path: "propertymappings/provider/scope/",
    name: (mapping) => mapping.name,
    ordering: "scope_name",
    form: MAPPING_FORM,
    isFixed: (mapping) => Boolean(mapping.managed),
    lesson: "A scope mapping says which claims a client gets when it asks for a scope.",
    columns: [
      {
        id: "name",
        label: "Name",
        sortable: true,
        cell: (mapping) => <NameCell name={mapping.name} note={mapping.description || undefined} />,
      },
      {
        id: "scope_name",
        label: "Scope",
        sortable: true,
        cell: (mapping) => <code>{mapping.scope_name}</code>,
      },
      {
        id: "managed",
        label: "Managed",
        hideWhenNarrow: true,
        cell: (mapping) => (mapping.managed ? <Badge tone="info">By Wirelatch</Badge> : "–"),
      },
    ],
    actions: (mapping) => (
      <IconButton
        icon="play"
        size="sm"
        label={`Test ${mapping.name}`}
        tooltip="Test"
        onPress={() => setTested(mapping)}
      />
    ),
  };
  return (
    <ResourcePage spec={spec}>
      {tested && <TestMapping mapping={tested} onClose={() => setTested(null)} />}
    </ResourcePage>
  );
}

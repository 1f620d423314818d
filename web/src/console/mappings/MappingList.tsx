/** Property mappings, by what they are for: claims of clients, users of sources, texts of webhooks. */
import { useState } from "react";
import { Badge, Button, IconButton, Tab, TabList, TabPanel, Tabs } from "../../ui/index.ts";
import type { ScopeMapping } from "../api/types.ts";
import { SpecForm } from "../form/SpecForm.tsx";
import type { FormSpec } from "../form/spec.ts";
import type { ColumnSpec } from "../list/ResourceTable.tsx";
import { ResourceList, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { useQueryValue, useTab } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Page } from "../shell/Page.tsx";
import { SCOPE_MAPPING_FORM, SOURCE_MAPPING_FORM, WEBHOOK_MAPPING_FORM } from "./mappingForm.ts";
import { TestMapping } from "./TestMapping.tsx";

/** What mappings of every kind answer. */
type Mapping = Pick<ScopeMapping, "pk" | "name" | "managed"> & Partial<ScopeMapping>;

interface MappingKind {
  id: string;
  tab: string;
  form: FormSpec;
  lesson: string;
  ordering: string;
  columns?: ColumnSpec<Mapping>[];
}

const KINDS: readonly MappingKind[] = [
  {
    id: "scope",
    tab: "Scopes",
    form: SCOPE_MAPPING_FORM,
    lesson: "A scope mapping says which claims a client gets when it asks for a scope.",
    ordering: "scope_name",
    columns: [
      {
        id: "scope_name",
        label: "Scope",
        sortable: true,
        cell: (mapping) => <code>{mapping.scope_name}</code>,
      },
    ],
  },
  {
    id: "source",
    tab: "OAuth Sources",
    form: SOURCE_MAPPING_FORM,
    lesson:
      "What another provider tells of a user or a group, a mapping makes into fields and attributes here. Choose it in the source’s form.",
    ordering: "name",
  },
  {
    id: "webhook",
    tab: "Webhooks",
    form: WEBHOOK_MAPPING_FORM,
    lesson:
      "A mapping makes the body or the headers that a webhook is sent. Choose it in the form of a notification transport.",
    ordering: "name",
  },
];

export function MappingList() {
  const tabs = useTab("scope");
  const [create, setCreate] = useQueryValue("create");
  const [tested, setTested] = useState<Mapping | null>(null);
  const shown = KINDS.find((kind) => kind.id === tabs.selectedKey) ?? KINDS[0];
  return (
    <Page
      title="Property Mappings"
      description="Expressions that say which facts go where: claims to clients, users from sources, texts to webhooks."
      actions={
        <Button variant="primary" icon="add" onPress={() => setCreate("1")}>
          {`New ${shown?.form.noun}`}
        </Button>
      }
    >
      <Tabs {...tabs}>
        <TabList aria-label="Kinds of property mappings">
          {KINDS.map((kind) => (
            <Tab key={kind.id} id={kind.id}>
              {kind.tab}
            </Tab>
          ))}
        </TabList>
        {KINDS.map((kind) => (
          <TabPanel key={kind.id} id={kind.id}>
            <Card flush>
              {/* The first list keeps its search in the address; the others are behind a tab. */}
              <ResourceList spec={specOf(kind, setTested)} embedded={kind.id !== "scope"} />
            </Card>
          </TabPanel>
        ))}
      </Tabs>
      {create && shown && <SpecForm spec={shown.form} onClose={() => setCreate("")} />}
      {tested && <TestMapping mapping={tested} onClose={() => setTested(null)} />}
    </Page>
  );
}

function specOf(kind: MappingKind, onTest: (mapping: Mapping) => void): ResourceSpec<Mapping> {
  return {
    title: `${kind.form.noun}s`,
    noun: kind.form.noun,
    description: "",
    icon: "swap",
    path: kind.form.path,
    name: (mapping) => mapping.name,
    ordering: kind.ordering,
    form: kind.form,
    isFixed: (mapping) => Boolean(mapping.managed),
    lesson: kind.lesson,
    columns: [
      {
        id: "name",
        label: "Name",
        sortable: true,
        cell: (mapping) => <NameCell name={mapping.name} note={mapping.description || undefined} />,
      },
      ...(kind.columns ?? []),
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
        onPress={() => onTest(mapping)}
      />
    ),
  };
}

/** A page that is a list with its form: declared, so that every kind of record looks and works alike. */
import { type ReactNode, useState } from "react";
import { Button, IconButton, type IconName } from "../../ui/index.ts";
import type { Query } from "../api/client.ts";
import { SpecForm } from "../form/SpecForm.tsx";
import type { FormSpec } from "../form/spec.ts";
import { type ColumnSpec, ResourceTable, type ResourceTableProps } from "../list/ResourceTable.tsx";
import { navigate, useQueryValue } from "../router.ts";
import { Card, Page } from "../shell/Page.tsx";

export interface ResourceSpec<T> {
  title: string;
  /** "Role". */
  noun: string;
  description: string;
  icon: IconName;
  path: string;
  query?: Query;
  /** The key of a record, its `pk` unless given. */
  id?: (record: T) => string | number;
  name: (record: T) => string;
  href?: (record: T) => string | undefined;
  columns: ColumnSpec<T>[];
  ordering?: string;
  search?: boolean;
  /** What one is, and what it is good for: said while there is none. */
  lesson: string;
  form?: FormSpec;
  detail?: (record: T) => ReactNode;
  isFixed?: (record: T) => boolean;
  deleteLabel?: string | null;
  onDelete?: (record: T) => Promise<unknown>;
  /** Things to do with one record, before "Edit". */
  actions?: (record: T) => ReactNode;
  /** Where a new one leads to. */
  created?: (record: T) => string;
  /** What follows when one was made here. */
  onCreated?: (record: T) => void;
}

export function ResourcePage<T extends object>({
  spec,
  actions,
  children,
  toolbar,
}: {
  spec: ResourceSpec<T>;
  /** Beside the button that makes a new one. */
  actions?: ReactNode;
  toolbar?: ReactNode;
  children?: ReactNode;
}) {
  const [create, setCreate] = useQueryValue("create");
  const button = spec.form && (
    <Button variant="primary" icon="add" onPress={() => setCreate("1")}>
      {`New ${spec.noun}`}
    </Button>
  );
  return (
    <Page
      title={spec.title}
      description={spec.description}
      actions={
        (actions || button) && (
          <>
            {actions}
            {button}
          </>
        )
      }
    >
      <Card flush>
        <ResourceList spec={spec} toolbar={toolbar} emptyActions={button} />
      </Card>
      {create && spec.form && (
        <SpecForm<T>
          spec={spec.form}
          onClose={() => setCreate("")}
          onSaved={(saved) => {
            const to = spec.created?.(saved);
            if (to) navigate(to);
            spec.onCreated?.(saved);
          }}
        />
      )}
      {children}
    </Page>
  );
}

/** The table of a declared kind of record, with editing; for pages and tabs. */
export function ResourceList<T extends object>({
  spec,
  toolbar,
  emptyActions,
  ...more
}: {
  spec: ResourceSpec<T>;
  toolbar?: ReactNode;
  emptyActions?: ReactNode;
} & Partial<ResourceTableProps<T>>) {
  const [edited, setEdited] = useState<T | null>(null);
  const id = spec.id ?? ((record: T) => (record as { pk: string }).pk);
  const { form, actions } = spec;
  const columns: ColumnSpec<T>[] =
    form || actions
      ? [
          ...spec.columns,
          {
            id: "actions",
            label: "",
            align: "end",
            cell: (record) => (
              <RowActions>
                {actions?.(record)}
                {form && (
                  <IconButton
                    icon="edit"
                    size="sm"
                    label={`Edit ${spec.name(record)}`}
                    tooltip="Edit"
                    onPress={() => setEdited(record)}
                  />
                )}
              </RowActions>
            ),
          },
        ]
      : spec.columns;
  return (
    <>
      <ResourceTable<T>
        label={spec.title}
        path={spec.path}
        query={spec.query ?? {}}
        columns={columns}
        id={id}
        name={spec.name}
        href={spec.href}
        onOpen={!spec.href && form && !spec.detail ? setEdited : undefined}
        detail={spec.detail}
        ordering={spec.ordering}
        searchLabel={(spec.search ?? true) ? `Search ${spec.title.toLowerCase()}` : undefined}
        deleteLabel={spec.deleteLabel}
        onDelete={spec.onDelete}
        isFixed={spec.isFixed}
        toolbar={toolbar}
        empty={{
          icon: spec.icon,
          title: `No ${spec.title.toLowerCase()} yet`,
          text: spec.lesson,
          actions: emptyActions,
        }}
        {...more}
      />
      {edited && form && <SpecForm<T> spec={form} record={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

/** Buttons at the end of a row, beside each other. */
export function RowActions({ children }: { children: ReactNode }) {
  return (
    <span style={{ display: "inline-flex", gap: "0.125rem", justifyContent: "flex-end" }}>{children}</span>
  );
}

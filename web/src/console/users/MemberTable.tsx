/** The users who belong to a record, a group or a role: list, add, remove. */
import { useState } from "react";
import { Button } from "../../ui/index.ts";
import type { Query } from "../api/client.ts";
import type { User } from "../api/types.ts";
import { ChooseDialog, each } from "../form/ChooseDialog.tsx";
import { USERS } from "../form/sources.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { Card } from "../shell/Page.tsx";
import { USER_ACTIVE, USER_NAME } from "./userColumns.tsx";

export interface MemberTableProps {
  /** "Members", "Users". */
  label: string;
  /** What they belong to. */
  of: string;
  query: Query;
  add: (user: number) => Promise<unknown>;
  remove: (user: number) => Promise<unknown>;
  /** Said while there are none. */
  lesson: string;
}

export function MemberTable({ label, of, query, add, remove, lesson }: MemberTableProps) {
  const [adding, setAdding] = useState(false);
  const noun = label.toLowerCase();
  return (
    <Card flush>
      <ResourceTable<User>
        label={label}
        path="core/users/"
        query={query}
        embedded
        searchLabel={`Search ${noun}`}
        ordering="username"
        id={(user) => user.pk}
        name={(user) => user.username}
        href={(user) => `#/identity/users/${user.pk}`}
        deleteLabel="Remove"
        onDelete={(user) => remove(user.pk)}
        toolbar={
          <Button icon="user-add" onPress={() => setAdding(true)}>
            {`Add ${noun}`}
          </Button>
        }
        columns={[USER_NAME, USER_ACTIVE]}
        empty={{ icon: "user", title: `No ${noun}`, text: lesson }}
      />
      {adding && (
        <ChooseDialog
          title={`Add ${noun} to ${of}`}
          label="Users"
          source={USERS}
          isRequired
          submitLabel="Add"
          save={(users) => each(users, (pk) => add(Number(pk)))}
          done={`${label} added`}
          onClose={() => setAdding(false)}
        />
      )}
    </Card>
  );
}

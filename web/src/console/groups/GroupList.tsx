/** All groups. */
import { Badge } from "../../ui/index.ts";
import type { Group } from "../api/types.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { GROUP_FORM } from "./groupForm.ts";

const SPEC: ResourceSpec<Group> = {
  title: "Groups",
  noun: "Group",
  description: "Groups give their members access to applications and, in Wirelatch's editor, permissions.",
  icon: "users",
  path: "core/groups/",
  name: (group) => group.name,
  href: (group) => `#/identity/groups/${group.pk}`,
  created: (group) => `#/identity/groups/${group.pk}`,
  ordering: "name",
  form: GROUP_FORM,
  lesson: "Create one, add users, and bind it to the applications that they may use.",
  columns: [
    {
      id: "name",
      label: "Name",
      sortable: true,
      cell: (group) => (
        <NameCell
          name={group.name}
          note={
            group.parents_obj && group.parents_obj.length > 0
              ? `In ${group.parents_obj.map((parent) => parent.name).join(", ")}`
              : undefined
          }
        />
      ),
    },
    { id: "members", label: "Members", align: "end", cell: (group) => group.users?.length ?? "–" },
    {
      id: "is_superuser",
      label: "Superuser privileges?",
      sortable: true,
      cell: (group) => (group.is_superuser ? <Badge tone="accent">Yes</Badge> : "No"),
    },
  ],
};

export const GroupList = () => <ResourcePage spec={SPEC} />;

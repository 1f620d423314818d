/** Columns of users in lists of members. */
import { Badge } from "../../ui/index.ts";
import type { User } from "../api/types.ts";
import type { ColumnSpec } from "../list/DataTable.tsx";
import { NameCell } from "../shell/NameCell.tsx";

export const USER_NAME: ColumnSpec<User> = {
  id: "username",
  label: "Name",
  sortable: true,
  cell: (user) => <NameCell name={user.username} note={user.name} avatar />,
};

export const USER_ACTIVE: ColumnSpec<User> = {
  id: "is_active",
  label: "Active",
  sortable: true,
  cell: (user) => (user.is_active ? <Badge tone="ok">Active</Badge> : <Badge>Inactive</Badge>),
};

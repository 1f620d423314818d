/** Choosing one user out of however many there are: the server searches while one types. */
import { useState } from "react";
import { ComboBox } from "../../ui/index.ts";
import { useChoices, useObject } from "../api/queries.ts";
import type { User } from "../api/types.ts";

export interface UserPickerProps {
  label: string;
  value: number | null;
  onChange: (user: number | null, username: string) => void;
  description?: string;
  errorMessage?: string | undefined;
  isRequired?: boolean;
}

export function UserPicker({ value, onChange, ...field }: UserPickerProps) {
  const [text, setText] = useState("");
  const chosen = useObject<User>(`core/users/${value}/`, {}, value !== null).data;
  // What stands in the field after choosing is no search: then everybody is offered again.
  const search = text === chosen?.username ? "" : text;
  const found = useChoices<User>("core/users/", { ordering: "username", page_size: 50, search });
  const users =
    chosen && !found.some((user) => user.pk === chosen.pk) && !search ? [chosen, ...found] : found;
  return (
    <ComboBox
      {...field}
      placeholder="Choose a user"
      options={users.map((user) => ({ id: user.pk, label: user.username, description: user.name }))}
      onSearch={setText}
      value={value}
      onChange={(key) => {
        const user = users.find((candidate) => candidate.pk === key);
        onChange(user?.pk ?? null, user?.username ?? "");
      }}
    />
  );
}

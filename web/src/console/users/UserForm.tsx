/** Creating a user, with a first password, or editing one. */
import { useState } from "react";
import { PasswordField } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import type { User } from "../api/types.ts";
import { SpecForm } from "../form/SpecForm.tsx";
import type { FormSpec } from "../form/spec.ts";
import { navigate } from "../router.ts";
import { USER_FORM } from "./userForm.ts";

export function UserForm({ user, path, onClose }: { user?: User; path?: string; onClose: () => void }) {
  const [password, setPassword] = useState("");
  // A server that does not tell a field does not take it either.
  const spec: FormSpec = user
    ? {
        ...USER_FORM,
        toBody: (body) => Object.fromEntries(Object.entries(body).filter(([name]) => name in user)),
      }
    : {
        ...USER_FORM,
        toBody: ({ email_verified, roles, ...body }) => ({
          ...body,
          ...(email_verified ? { email_verified } : {}),
          ...((roles as string[]).length > 0 ? { roles } : {}),
        }),
      };
  return (
    <SpecForm<User>
      spec={spec}
      record={user}
      {...(path && !user ? { initial: { path } } : {})}
      {...(user
        ? {}
        : {
            send: async (body) => {
              const created = await post<User>("core/users/", body);
              if (password) await post(`core/users/${created.pk}/set_password/`, { password });
              return created;
            },
          })}
      title={user ? `Edit ${user.username}` : "New User"}
      onClose={onClose}
      onSaved={(saved) => !user && navigate(`#/identity/users/${saved.pk}`)}
    >
      {!user && (
        <PasswordField
          label="Password"
          autoComplete="new-password"
          description="Left empty, the user cannot sign in until a password is set, or with a recovery link."
          value={password}
          onChange={setPassword}
        />
      )}
    </SpecForm>
  );
}

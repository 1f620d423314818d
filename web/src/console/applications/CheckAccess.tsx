/** Whether a user may use an application, and why. */
import { useState } from "react";
import { Banner, Button } from "../../ui/index.ts";
import { get } from "../api/client.ts";
import { useAction, useChoices } from "../api/queries.ts";
import type { Application, Binding } from "../api/types.ts";
import { RecordPicker } from "../form/RecordPicker.tsx";
import { USERS } from "../form/sources.ts";
import { Stack } from "../shell/Page.tsx";
import styles from "./CheckAccess.module.css";

interface Result {
  passing: boolean;
  messages?: string[];
  log_messages?: { event?: string; log_level?: string }[];
}

/** The server tells groups and users by their keys; people know them by name. */
export function withNames(reason: string, bindings: readonly Binding[]): string {
  let text = reason;
  for (const binding of bindings) {
    if (binding.group && binding.group_obj)
      text = text.replaceAll(binding.group, `“${binding.group_obj.name}”`);
    if (binding.user && binding.user_obj) {
      text = text.replace(
        new RegExp(`\\buser ${binding.user}\\b`),
        () => `user “${binding.user_obj?.username}”`,
      );
    }
  }
  return text;
}

export function CheckAccess({ application }: { application: Application }) {
  const [user, setUser] = useState<number | null>(null);
  const [name, setName] = useState("");
  const check = useAction((pk: number) =>
    get<Result>(`core/applications/${application.slug}/check_access/`, { for_user: pk }),
  );
  const bindings = useChoices<Binding>("policies/bindings/", {
    target: application.pbm_uuid ?? application.pk,
  });
  const reasons = [
    ...(check.data?.messages ?? []),
    ...(check.data?.log_messages ?? []).map((entry) => entry.event ?? ""),
  ]
    .filter(Boolean)
    .map((reason) => withNames(reason, bindings));
  return (
    <Stack>
      <form
        className={styles.row}
        onSubmit={(event) => {
          event.preventDefault();
          if (user !== null) check.mutate(user);
        }}
      >
        <RecordPicker
          label="User"
          isRequired
          source={USERS}
          placeholder="Choose a user"
          value={user === null ? "" : String(user)}
          onChange={(pk, username) => {
            setUser(pk ? Number(pk) : null);
            setName(username);
            check.reset();
          }}
        />
        <Button type="submit" isDisabled={user === null} isPending={check.isPending}>
          Check
        </Button>
      </form>
      {check.data && (
        <Banner
          kind={check.data.passing ? "ok" : "danger"}
          title={check.data.passing ? `${name} has access` : `${name} has no access`}
        >
          {reasons.length > 0 ? (
            <ul className={styles.reasons}>
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          ) : null}
        </Banner>
      )}
    </Stack>
  );
}

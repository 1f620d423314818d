/** Says on every page that one acts as somebody else, with the way back. */
import { Button, Icon } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction, useMe } from "../api/queries.ts";
import styles from "./Impersonation.module.css";

export function Impersonation() {
  const { data } = useMe();
  const end = useAction(() => post("core/users/impersonate_end/"));
  if (!data?.original) return null;
  return (
    <div className={styles.banner} role="status">
      <Icon name="users" />
      <span>
        {"You are impersonating "}
        <strong>{data.user.username}</strong>
        {`. What you do is recorded with your own name, ${data.original.username}.`}
      </span>
      <Button
        size="sm"
        isPending={end.isPending}
        onPress={() =>
          end.mutate(undefined, {
            onSuccess: () => {
              const back = `/if/admin/#/identity/users/${data.user.pk}`;
              // Only the hash may differ, and then the page has to be fetched anew; otherwise it is by itself.
              const isHere = window.location.pathname === "/if/admin/";
              window.location.assign(back);
              if (isHere) window.location.reload();
            },
          })
        }
      >
        Stop impersonation
      </Button>
    </div>
  );
}

/** What a token of this provider would say about a user. */
import { useState } from "react";
import { ComboBox } from "../../ui/index.ts";
import { useChoices, useMe, useObject } from "../api/queries.ts";
import type { OAuth2Provider, User } from "../api/types.ts";
import { Card, Loaded, Stack } from "../shell/Page.tsx";
import styles from "./ProviderDetail.module.css";

export function PreviewClaims({ provider }: { provider: OAuth2Provider }) {
  const { data: me } = useMe();
  const users = useChoices<User>("core/users/", { ordering: "username" });
  const [chosen, setChosen] = useState<number | null>(null);
  const user = chosen ?? me?.user.pk ?? null;
  const query = useObject<{ preview: Record<string, unknown> }>(
    `providers/oauth2/${provider.pk}/preview_user/`,
    { for_user: user },
    user !== null,
  );
  return (
    <Card title="Example token payload">
      <Stack>
        <div className={styles.picker}>
          <ComboBox
            label="Preview for user"
            options={users.map((item) => ({ id: item.pk, label: item.username, description: item.name }))}
            value={user}
            onChange={(key) => setChosen(key === null ? null : Number(key))}
          />
        </div>
        <Loaded query={query}>
          {(data) => <pre className={styles.claims}>{JSON.stringify(data.preview, null, 2)}</pre>}
        </Loaded>
      </Stack>
    </Card>
  );
}

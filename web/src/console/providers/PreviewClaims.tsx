/** What a token of this provider would say about a user. */
import { useState } from "react";
import { useMe, useObject } from "../api/queries.ts";
import type { OAuth2Provider } from "../api/types.ts";
import { RecordPicker } from "../form/RecordPicker.tsx";
import { USERS } from "../form/sources.ts";
import { JsonView } from "../shell/JsonView.tsx";
import { Card, Loaded, Stack } from "../shell/Page.tsx";
import styles from "./ProviderDetail.module.css";

export function PreviewClaims({ provider }: { provider: OAuth2Provider }) {
  const { data: me } = useMe();
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
          <RecordPicker
            label="Preview for user"
            isRequired
            source={USERS}
            value={user === null ? "" : String(user)}
            onChange={(value) => setChosen(value ? Number(value) : null)}
          />
        </div>
        <Loaded query={query}>{(data) => <JsonView label="Token payload" value={data.preview} />}</Loaded>
      </Stack>
    </Card>
  );
}

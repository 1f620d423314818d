/** What an application's own settings need: client ID and secret, slug, addresses. Each to be copied. */
import { CopyField } from "../../ui/index.ts";
import { useObject } from "../api/queries.ts";
import type { OAuth2Provider } from "../api/types.ts";
import { Loaded, Stack } from "../shell/Page.tsx";
import { ProviderUrls } from "./ProviderUrls.tsx";

export interface ClientValuesProps {
  /** The provider's. */
  id: number;
  /** The application's. */
  slug: string;
  /** The secret, where the page knows it and the server may not tell it. */
  secret?: string;
}

export function ClientValues({ id, slug, secret }: ClientValuesProps) {
  const query = useObject<OAuth2Provider>(`providers/oauth2/${id}/`);
  return (
    <Stack>
      <Loaded query={query}>
        {(provider) => {
          const clientSecret = secret ?? provider.client_secret;
          return (
            <Stack>
              <CopyField label="Client ID" value={provider.client_id} />
              {provider.client_type === "confidential" && clientSecret && (
                <CopyField label="Client Secret" value={clientSecret} secret />
              )}
              <CopyField label="Slug" value={slug} />
            </Stack>
          );
        }}
      </Loaded>
      <ProviderUrls id={id} />
    </Stack>
  );
}

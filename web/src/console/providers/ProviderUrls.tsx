/** The addresses of a provider that go into an application's settings, each to be copied. */
import { CopyField } from "../../ui/index.ts";
import { useObject } from "../api/queries.ts";
import type { SetupUrls } from "../api/types.ts";
import { Loaded, Stack } from "../shell/Page.tsx";

const LABELS: [keyof SetupUrls, string][] = [
  ["provider_info", "OpenID Configuration URL"],
  ["issuer", "OpenID Configuration Issuer"],
  ["authorize", "Authorize URL"],
  ["token", "Token URL"],
  ["user_info", "Userinfo URL"],
  ["logout", "Logout URL"],
  ["jwks", "JWKS URL"],
  ["dcr_registration", "Client registration URL"],
];

export function ProviderUrls({ id }: { id: number }) {
  const query = useObject<SetupUrls>(`providers/oauth2/${id}/setup_urls/`);
  return (
    <Loaded query={query}>
      {(urls) => (
        <Stack>
          {LABELS.map(([key, label]) =>
            urls[key] ? <CopyField key={key} label={label} value={urls[key]} /> : null,
          )}
        </Stack>
      )}
    </Loaded>
  );
}

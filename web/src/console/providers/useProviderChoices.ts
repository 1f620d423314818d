/** Flows, signing keys and scopes, all there before the form opens, so that its defaults can be chosen from them. */
import type { ApiError } from "../api/client.ts";
import { useList } from "../api/queries.ts";
import type { CertificateKeyPair, Flow, ScopeMapping } from "../api/types.ts";
import type { ProviderChoices } from "./providerValues.ts";

export function useProviderChoices(): { data: ProviderChoices | undefined; error: ApiError | null } {
  const all = { page_size: 100, ordering: "name" };
  const flows = useList<Flow>("flows/instances/", { page_size: 100, ordering: "slug" });
  const keys = useList<CertificateKeyPair>("crypto/certificatekeypairs/", { ...all, has_key: true });
  const scopes = useList<ScopeMapping>("propertymappings/provider/scope/", {
    page_size: 100,
    ordering: "scope_name",
  });
  return {
    data:
      flows.data && keys.data && scopes.data
        ? { flows: flows.data.results, keys: keys.data.results, scopes: scopes.data.results }
        : undefined,
    error: flows.error ?? keys.error ?? scopes.error,
  };
}

/** A new key in place of an old one, for every provider that signs with it. The server publishes the old one for a while. */
import { AlertDialog } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction, useList } from "../api/queries.ts";
import type { CertificateKeyPair, OAuth2Provider } from "../api/types.ts";

interface Rotated {
  pk: string;
  name: string;
  providers: number[];
}

export function Rotate({ pair, onClose }: { pair: CertificateKeyPair; onClose: () => void }) {
  const providers = useList<OAuth2Provider>("providers/oauth2/", { page_size: 100 });
  const using = providers.data?.results.filter((provider) => provider.signing_key === pair.pk) ?? [];
  const rotate = useAction(() => post<Rotated>(`crypto/certificatekeypairs/${pair.pk}/rotate/`), {
    done: ({ name, providers: { length } }) =>
      `“${name}” is the new key of ${length} ${length === 1 ? "provider" : "providers"}`,
  });
  return (
    <AlertDialog
      title={`Rotate ${pair.name}?`}
      isOpen
      onClose={onClose}
      confirmLabel="Rotate"
      onConfirm={() => rotate.mutateAsync(undefined)}
    >
      <p>
        {`A new key of the same kind is made, and ${using.length} ${using.length === 1 ? "provider signs" : "providers sign"} with it from now on.`}
      </p>
      <p>
        The old public key stays in their JWKS until nothing that it signed is valid any more, so that
        applications notice nothing.
      </p>
    </AlertDialog>
  );
}

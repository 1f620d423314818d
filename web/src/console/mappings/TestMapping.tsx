/** Evaluates a mapping for a user and shows the claims it gives. */
import { Banner } from "../../ui/index.ts";
import type { ScopeMapping } from "../api/types.ts";
import { TrialDialog } from "../policies/TrialDialog.tsx";
import { JsonView } from "../shell/JsonView.tsx";

export function TestMapping({
  mapping,
  onClose,
}: {
  mapping: Pick<ScopeMapping, "pk" | "name">;
  onClose: () => void;
}) {
  return (
    <TrialDialog<{ result: string; successful: boolean }>
      name={mapping.name}
      path={`propertymappings/all/${mapping.pk}/test/?format_result=true`}
      onClose={onClose}
    >
      {({ result, successful }) =>
        successful ? (
          <JsonView label="Result" value={result} />
        ) : (
          <Banner kind="danger" title="It failed">
            {result}
          </Banner>
        )
      }
    </TrialDialog>
  );
}

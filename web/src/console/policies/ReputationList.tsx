/** How sign-ins of identifiers and from addresses went lately. */
import { Badge } from "../../ui/index.ts";
import type { ReputationScore } from "../api/types.ts";
import { formatAgo } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { Card, Page } from "../shell/Page.tsx";

export function ReputationList() {
  return (
    <Page
      title="Reputation scores"
      description="Failed sign-ins lower a score, successful ones raise it. Deleting one forgives."
    >
      <Card flush>
        <ReputationTable />
      </Card>
    </Page>
  );
}

export function ReputationTable({ identifier }: { identifier?: string }) {
  return (
    <ResourceTable<ReputationScore>
      label="Reputation scores"
      path="policies/reputation/scores/"
      query={identifier ? { identifier } : {}}
      embedded={identifier !== undefined}
      searchLabel={identifier ? undefined : "Search reputation scores"}
      ordering="-updated"
      id={(score) => score.pk}
      name={(score) => `${score.identifier} from ${score.ip}`}
      columns={[
        { id: "identifier", label: "Identifier", sortable: true, cell: (it) => it.identifier },
        { id: "ip", label: "IP", sortable: true, cell: (it) => <code>{it.ip}</code> },
        {
          id: "score",
          label: "Score",
          sortable: true,
          cell: (it) => (
            <Badge tone={it.score < 0 ? "danger" : it.score > 0 ? "ok" : "neutral"}>{it.score}</Badge>
          ),
        },
        { id: "updated", label: "Updated", sortable: true, cell: (it) => formatAgo(it.updated) },
      ]}
      empty={{
        icon: "target",
        title: "No scores",
        text: "Scores appear with the first sign-ins. A Reputation Policy makes use of them.",
      }}
    />
  );
}

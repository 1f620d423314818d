/** What happened to one record: its creation and every change, with before and after. */
import { Card } from "../shell/Page.tsx";
import { EventTable } from "./EventTable.tsx";

export function Changelog({ app, model, pk }: { app: string; model: string; pk: string | number }) {
  return (
    <Card flush>
      <EventTable
        query={{
          context_model_app: app,
          context_model_name: model,
          context_model_pk: String(pk),
          actions: "model_created,model_updated,model_deleted",
        }}
        embedded
      />
    </Card>
  );
}

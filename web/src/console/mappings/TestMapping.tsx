/** Evaluates a mapping for a user and shows the claims it gives. */
import { useId, useState } from "react";
import { Banner, Button, Dialog } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { ScopeMapping } from "../api/types.ts";
import { RecordPicker } from "../form/RecordPicker.tsx";
import { USERS } from "../form/sources.ts";
import { JsonView } from "../shell/JsonView.tsx";
import { Stack } from "../shell/Page.tsx";

export function TestMapping({ mapping, onClose }: { mapping: ScopeMapping; onClose: () => void }) {
  const [user, setUser] = useState("");
  const id = useId();
  const test = useAction(
    (pk: number) =>
      post<{ result: string; successful: boolean }>(
        `propertymappings/all/${mapping.pk}/test/?format_result=true`,
        { user: pk, context: {} },
      ),
    { silent: true },
  );
  return (
    <Dialog
      title={`Test ${mapping.name}`}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button
            variant="primary"
            icon="play"
            type="submit"
            form={id}
            isDisabled={!user}
            isPending={test.isPending}
          >
            Test
          </Button>
        </>
      }
    >
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          if (user) test.mutate(Number(user));
        }}
      >
        <Stack>
          <RecordPicker
            label="User"
            isRequired
            source={USERS}
            value={user}
            onChange={(value) => {
              setUser(value);
              test.reset();
            }}
          />
          {test.error && <Banner kind="danger">{test.error.message}</Banner>}
          {test.data &&
            (test.data.successful ? (
              <JsonView label="Result" value={test.data.result} />
            ) : (
              <Banner kind="danger" title="It failed">
                {test.data.result}
              </Banner>
            ))}
        </Stack>
      </form>
    </Dialog>
  );
}

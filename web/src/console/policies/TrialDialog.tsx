/** Trying an expression out: for which user, with what context, and what came of it. */
import { type ReactNode, useId, useState } from "react";
import { Banner, Button, Dialog } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import { isRecord, readAttributes } from "../form/attributes.ts";
import { CodeField } from "../form/CodeField.tsx";
import { RecordPicker } from "../form/RecordPicker.tsx";
import { USERS } from "../form/sources.ts";
import { Stack } from "../shell/Page.tsx";

export function TrialDialog<Result>({
  name,
  kind,
  path,
  onClose,
  children,
}: {
  /** What is tried out. */
  name: string;
  kind?: string | undefined;
  /** Where it is asked. */
  path: string;
  onClose: () => void;
  /** Shows the result. */
  children: (result: Result) => ReactNode;
}) {
  const [user, setUser] = useState("");
  const [context, setContext] = useState("");
  const [error, setError] = useState<string>();
  const id = useId();
  const test = useAction((body: object) => post<Result>(path, body), { silent: true });
  const run = async () => {
    const read = await readAttributes(context);
    if ("error" in read) return setError(read.error);
    if (!isRecord(read.value)) return setError("Write names and values.");
    setError(undefined);
    test.mutate({ user: Number(user), context: read.value });
  };
  return (
    <Dialog
      title={`Test ${name}`}
      description={kind}
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
          if (user) void run();
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
          <CodeField
            label="Context"
            language="yaml"
            size="sm"
            description="Names and values that the expression finds in context. YAML or JSON."
            value={context}
            onChange={setContext}
            errorMessage={error}
          />
          {test.error && <Banner kind="danger">{test.error.message}</Banner>}
          {test.data && children(test.data)}
        </Stack>
      </form>
    </Dialog>
  );
}

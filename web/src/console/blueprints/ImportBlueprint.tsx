/** Applies a blueprint once, from a file or a text, and tells what became of each of its entries. */
import { useId, useRef, useState } from "react";
import { Banner, Button, Dialog, Switch } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import { isRecord, readAttributes } from "../form/attributes.ts";
import { CodeField } from "../form/CodeField.tsx";
import { Stack } from "../shell/Page.tsx";
import { ImportResult, type Result } from "./ImportResult.tsx";

export function ImportBlueprint({ onClose }: { onClose: () => void }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [content, setContent] = useState("");
  const [context, setContext] = useState("");
  const [skipUnknown, setSkipUnknown] = useState(false);
  const [problems, setProblems] = useState<{ content?: string; context?: string }>({});
  const send = useAction((body: { check: boolean }) => post<Result>("managed/blueprints/import/", body), {
    silent: true,
  });
  const run = async (check: boolean) => {
    const read = await readAttributes(context);
    const found = {
      ...(content.trim() ? {} : { content: "Choose a file, or write the blueprint." }),
      ...("error" in read
        ? { context: read.error }
        : isRecord(read.value)
          ? {}
          : { context: "Write names and values." }),
    };
    setProblems(found);
    if (Object.keys(found).length > 0 || "error" in read) return;
    const body = { content, context: read.value, skip_unknown: skipUnknown, check };
    send.mutate(body);
  };
  const change = (text: string) => {
    setContent(text);
    send.reset();
  };
  return (
    <Dialog
      title="Import a blueprint"
      description="It is applied once, with your rights: all of it, or nothing where anything is wrong."
      size="lg"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button icon="eye" isDisabled={send.isPending} onPress={() => void run(true)}>
            Check only
          </Button>
          <Button variant="primary" type="submit" form={id} isPending={send.isPending}>
            Import
          </Button>
        </>
      }
    >
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          if (!send.isPending) void run(false);
        }}
      >
        <Stack>
          <div>
            <Button icon="file" onPress={() => input.current?.click()}>
              Choose a file
            </Button>
            <input
              ref={input}
              type="file"
              accept=".yaml,.yml"
              aria-label="Blueprint file"
              hidden
              onChange={async (event) => {
                const file = event.target.files?.[0];
                if (file) change(await file.text());
              }}
            />
          </div>
          <CodeField
            label="Content"
            language="yaml"
            isRequired
            value={content}
            onChange={change}
            errorMessage={problems.content}
          />
          <CodeField
            label="Context"
            language="yaml"
            size="sm"
            description="Values for its !Context tags. YAML or JSON."
            value={context}
            onChange={setContext}
            errorMessage={problems.context}
          />
          <Switch
            isSelected={skipUnknown}
            onChange={setSkipUnknown}
            description="Entries of models that Wirelatch does not have are left out, instead of refused."
          >
            Leave out unknown models
          </Switch>
          {send.error && <Banner kind="danger">{send.error.message}</Banner>}
          {send.data && <ImportResult result={send.data} isCheck={send.variables?.check ?? false} />}
        </Stack>
      </form>
    </Dialog>
  );
}

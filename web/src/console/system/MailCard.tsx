/** Whether mail can be sent, and a message that shows it. */
import { useState } from "react";
import { Badge, Banner, Button, TextField } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction, useMe, useObject } from "../api/queries.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { useForm } from "../form/useForm.ts";
import { Card, Properties, Stack } from "../shell/Page.tsx";

interface MailState {
  host: string;
  sender: string;
  /** Why no mail can be sent, "" when it can. */
  problem: string;
  waiting: number;
  last_error: string;
}

export function MailCard() {
  const { data } = useObject<MailState>("admin/mail/");
  const [testing, setTesting] = useState(false);
  if (!data) return null;
  return (
    <Card
      title="E-mail"
      actions={
        <Button size="sm" icon="envelope" isDisabled={Boolean(data.problem)} onPress={() => setTesting(true)}>
          Send a test message
        </Button>
      }
    >
      {data.problem ? (
        <Banner kind="info" title="No mail is sent">
          {data.problem} Recovery, invitations and codes by e-mail need it. Settings of mail stand in the
          configuration, not here.
        </Banner>
      ) : (
        <Stack>
          <Properties
            items={[
              ["Mail server", <code key="host">{data.host}</code>],
              ["From", data.sender],
              [
                "Waiting",
                data.waiting > 0 ? <Badge tone="warn">{`${data.waiting} messages`}</Badge> : "Nothing",
              ],
            ]}
          />
          {data.last_error && (
            <Banner kind="warn" title="What went wrong last">
              {data.last_error}
            </Banner>
          )}
        </Stack>
      )}
      {testing && <TestMail onClose={() => setTesting(false)} />}
    </Card>
  );
}

function TestMail({ onClose }: { onClose: () => void }) {
  const { data: me } = useMe();
  const send = useAction((to: string) => post<{ to: string }>("admin/mail/test/", { to }), {
    done: ({ to }) => `The mail server took the message to ${to}`,
    silent: true,
  });
  const form = useForm({
    initial: { to: me?.user.email ?? "" },
    check: ({ to }) => ({ to: to.trim() ? undefined : "Enter an address." }),
    send: ({ to }) => send.mutateAsync(to.trim()),
  });
  return (
    <FormDialog title="Send a test message" isOpen onClose={onClose} form={form} submitLabel="Send" size="sm">
      <TextField label="To" inputMode="email" isRequired autoFocus {...form.text("to")} />
    </FormDialog>
  );
}

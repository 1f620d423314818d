/** One's own second factors and passkeys: what there is, adding more, renaming, deleting. Adding happens in flows. */
import { useState } from "react";
import { ApiError, patch, remove } from "../console/api/client.ts";
import { useAction, useObject } from "../console/api/queries.ts";
import { FormDialog } from "../console/form/FormDialog.tsx";
import { useForm } from "../console/form/useForm.ts";
import { formatAgo } from "../console/format.ts";
import { Loaded } from "../console/shell/Page.tsx";
import { msg, t } from "../i18n/index.ts";
import {
  AlertDialog,
  Banner,
  EmptyState,
  Icon,
  IconButton,
  type IconName,
  MenuButton,
  MenuItem,
  notify,
  TextField,
} from "../ui/index.ts";
import styles from "./Authenticators.module.css";

/** As `authenticators/all/` answers. */
export interface Device {
  pk: string;
  name: string;
  verbose_name: string;
  meta_model_name: string;
  created: string;
  last_used: string | null;
  extra_description: string | null;
}

/** As `stages/all/user_settings/` answers: what this installation lets users set up. */
interface Offered {
  object_uid: string;
  component: string;
  title: string;
  configure_url: string | null;
}

interface Kind {
  label: string;
  /** What it is good for, in the menu. */
  note: string;
  icon: IconName;
  /** The path of its objects in the API. */
  path: string;
  /** What the stage that sets one up is called in `user_settings`. */
  component: string;
}

const KINDS: Record<string, Kind> = {
  webauthndevice: {
    label: msg("Passkey or security key"),
    note: msg("Safest: nobody can be tricked out of it."),
    icon: "key",
    path: "authenticators/webauthn/",
    component: "ak-user-settings-authenticator-webauthn",
  },
  totpdevice: {
    label: msg("Authenticator app"),
    note: msg("Codes that a phone shows."),
    icon: "timer",
    path: "authenticators/totp/",
    component: "ak-user-settings-authenticator-totp",
  },
  emaildevice: {
    label: msg("Codes by e-mail"),
    note: msg("Sent to your address when you sign in."),
    icon: "envelope",
    path: "authenticators/email/",
    component: "ak-user-settings-authenticator-email",
  },
  staticdevice: {
    label: msg("Recovery codes"),
    note: msg("To print, for when nothing else is at hand."),
    icon: "file",
    path: "authenticators/static/",
    component: "ak-user-settings-authenticator-static",
  },
};

export const kindOf = (device: Device): Kind | undefined =>
  KINDS[device.meta_model_name.split(".").pop() ?? ""];

const HERE = "/if/user/#/settings?tab=mfa";
const setUp = (page: string) => window.location.assign(`${page}?next=${encodeURIComponent(HERE)}`);

interface Choice {
  id: string;
  kind: Kind;
  page: string;
  label: string;
}

/** What can be set up here, safest first; where there are several stages of a kind, under their own names. */
function choicesOf(offered: Offered[], hasCodes: boolean): Choice[] {
  return Object.entries(KINDS).flatMap(([name, kind]) => {
    const stages = offered.filter((each) => each.component === kind.component && each.configure_url);
    const label = name === "staticdevice" && hasCodes ? t("New recovery codes") : t(kind.label);
    return stages.map((each) => ({
      id: each.object_uid,
      kind,
      page: each.configure_url ?? "",
      label: stages.length > 1 ? each.title : label,
    }));
  });
}

export function Authenticators() {
  const query = useObject<Device[]>("authenticators/all/");
  const offered = useObject<Offered[]>("stages/all/user_settings/");
  const [renaming, setRenaming] = useState<Device>();
  const [deleting, setDeleting] = useState<Device>();
  return (
    <Loaded query={query}>
      {(devices) => {
        const hasCodes = devices.some((device) => device.meta_model_name.endsWith(".staticdevice"));
        const choices = choicesOf(offered.data ?? [], hasCodes);
        return (
          <>
            <div className={styles.head}>
              <MenuButton
                label={t("Enroll")}
                icon="add"
                showLabel
                variant="primary"
                isDisabled={choices.length === 0}
              >
                {choices.map((choice) => (
                  <MenuItem
                    key={choice.id}
                    icon={choice.kind.icon}
                    description={t(choice.kind.note)}
                    onAction={() => setUp(choice.page)}
                  >
                    {choice.label}
                  </MenuItem>
                ))}
              </MenuButton>
            </div>
            {devices.length > 0 && !hasCodes && (
              <Banner kind="info" title={t("No recovery codes yet")}>
                {t("With them you still get in when your device is lost.")}
              </Banner>
            )}
            {devices.length === 0 ? (
              <EmptyState icon="shield" title={t("Only your password protects this account")}>
                {t("Add a passkey or an authenticator app, so that a stolen password is not enough.")}
              </EmptyState>
            ) : (
              <ul className={styles.devices} aria-label={t("MFA devices")}>
                {devices.map((device) => (
                  <li key={device.pk}>
                    <Icon name={kindOf(device)?.icon ?? "device"} />
                    <div className={styles.text}>
                      <strong>{device.name}</strong>
                      <span>
                        {[t(kindOf(device)?.label ?? device.verbose_name), device.extra_description]
                          .filter((part) => part && part !== device.name)
                          .join(" · ")}
                      </span>
                      <span>
                        {device.last_used
                          ? t("Last used {when}", { when: formatAgo(device.last_used) })
                          : t("Added {when}, never used", { when: formatAgo(device.created) })}
                      </span>
                    </div>
                    <IconButton
                      icon="edit"
                      label={t("Rename {name}", { name: device.name })}
                      onPress={() => setRenaming(device)}
                    />
                    <IconButton
                      icon="trash"
                      label={t("Delete {name}", { name: device.name })}
                      onPress={() => setDeleting(device)}
                    />
                  </li>
                ))}
              </ul>
            )}
            {renaming && <RenameDialog device={renaming} onClose={() => setRenaming(undefined)} />}
            {deleting && (
              <DeleteDialog
                device={deleting}
                isLast={devices.length === 1}
                onClose={() => setDeleting(undefined)}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function RenameDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const save = useAction(
    (values: { name: string }) => patch(`${kindOf(device)?.path}${device.pk}/`, values),
    { done: t("Name saved"), silent: true },
  );
  const form = useForm({
    initial: { name: device.name },
    check: (values) => ({ name: values.name.trim() ? undefined : t("Enter a name.") }),
    send: (values) => save.mutateAsync(values),
  });
  return (
    <FormDialog
      title={t("Rename device")}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel={t("Save")}
      size="sm"
    >
      <TextField label={t("Name")} isRequired maxLength={200} autoFocus {...form.text("name")} />
    </FormDialog>
  );
}

function DeleteDialog({ device, isLast, onClose }: { device: Device; isLast: boolean; onClose: () => void }) {
  const erase = useAction(() => remove(`${kindOf(device)?.path}${device.pk}/`), {
    done: t("{name} was deleted", { name: device.name }),
    silent: true,
  });
  const confirm = async () => {
    try {
      await erase.mutateAsync(undefined);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mustSignInAgain(error)) signInAgain();
      else notify({ kind: "error", title: t("That did not work"), description: error.message });
    }
  };
  return (
    <AlertDialog
      title={t("Delete “{name}”?", { name: device.name })}
      isOpen
      onClose={onClose}
      confirmLabel={t("Delete")}
      isDestructive
      onConfirm={confirm}
    >
      {isLast
        ? t("It is the last one: from then on your password alone signs in to this account.")
        : t("It can then no longer be used to sign in.")}
    </AlertDialog>
  );
}

const mustSignInAgain = (error: ApiError) => error.status === 403 && /sign in again/i.test(error.message);

function signInAgain(): void {
  const query = new URLSearchParams({ again: "1", next: HERE });
  window.location.assign(`/if/flow/default-authentication-flow/?${query}`);
}

/** A new password, typed twice: its two fields, and the check that both hold the same. */

import { t } from "../../i18n/index.ts";
import { PasswordField } from "../../ui/index.ts";
import type { Form } from "./useForm.ts";

export interface NewPassword {
  password: string;
  repeat: string;
}

export const checkNewPassword = (values: NewPassword) => ({
  password: values.password ? undefined : t("Enter a new password."),
  repeat: values.repeat === values.password ? undefined : t("The passwords differ."),
});

export function NewPasswordFields({
  text,
  autoFocus = false,
}: {
  text: (field: keyof NewPassword) => ReturnType<Form<NewPassword>["text"]>;
  autoFocus?: boolean;
}) {
  return (
    <>
      <PasswordField
        label={t("New password")}
        isRequired
        autoFocus={autoFocus}
        autoComplete="new-password"
        {...text("password")}
      />
      <PasswordField
        label={t("Repeat password")}
        isRequired
        autoComplete="new-password"
        {...text("repeat")}
      />
    </>
  );
}

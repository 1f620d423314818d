/** The values of an application's form: defaults, checks, and the body that the API takes. */
import type { Application, EngineMode } from "../api/types.ts";
import { slugError, urlError } from "../form/values.ts";

export interface ApplicationValues {
  name: string;
  slug: string;
  group: string;
  policy_engine_mode: EngineMode;
  meta_launch_url: string;
  open_in_new_tab: boolean;
  meta_icon: string;
  meta_publisher: string;
  meta_description: string;
}

export type ApplicationErrors = Partial<Record<string, string | undefined>>;

/** The form's values of an application, or of a new one. */
export function fromApplication(application?: Application): ApplicationValues {
  return {
    name: application?.name ?? "",
    slug: application?.slug ?? "",
    group: application?.group ?? "",
    policy_engine_mode: application?.policy_engine_mode ?? "any",
    meta_launch_url: application?.meta_launch_url ?? "",
    open_in_new_tab: application?.open_in_new_tab ?? false,
    meta_icon: application?.meta_icon ?? "",
    meta_publisher: application?.meta_publisher ?? "",
    meta_description: application?.meta_description ?? "",
  };
}

/** What is wrong, by field. */
export function checkApplication(values: ApplicationValues): ApplicationErrors {
  const errors: ApplicationErrors = {
    name: values.name.trim() ? undefined : "Enter a name.",
    slug: slugError(values.slug),
    meta_launch_url: urlError(values.meta_launch_url.trim()),
  };
  return Object.fromEntries(Object.entries(errors).filter(([, text]) => text));
}

/** The body that creates or changes the application. */
export function toApplicationBody(values: ApplicationValues): Record<string, unknown> {
  return {
    ...values,
    name: values.name.trim(),
    group: values.group.trim(),
    meta_launch_url: values.meta_launch_url.trim(),
  };
}

export const ENGINE_MODES = [
  { value: "any", label: "Any", description: "One binding that passes gives access." },
  { value: "all", label: "All", description: "Every binding must pass." },
] as const;

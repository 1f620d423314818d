/** Records of several kinds in one list (policies, stages, sources): what each kind is, and the form it has. */
import type { IconName } from "../../ui/index.ts";
import type { Kinded } from "../api/types.ts";
import type { FormSpec } from "../form/spec.ts";

export interface Kind {
  /** The last part of its `meta_model_name`. */
  model: string;
  label: string;
  description: string;
  icon: IconName;
  form: FormSpec;
  /** Offered after the others: for trying things out. */
  isRare?: boolean;
}

/** A record's kind, by its model; undefined for one that this console does not know. */
export function kindOf(kinds: readonly Kind[], record: Kinded): Kind | undefined {
  const model = record.meta_model_name?.split(".").pop();
  return kinds.find((kind) => kind.model === model);
}

/** The kinds that the server has, by its `types/` list; all of them while that is not known. */
export function offered(
  kinds: readonly Kind[],
  types: readonly { model_name: string }[] | undefined,
): readonly Kind[] {
  if (!types || types.length === 0) return kinds;
  return kinds.filter((kind) => types.some((type) => type.model_name === kind.model));
}

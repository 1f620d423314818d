/** Whether the flows run, and what the runtime has to say about them. */

import { create } from "zustand";
import { errorText } from "../../api";
import { request } from "../../api/client";
import { t } from "../../i18n";
import { notify } from "../../ui/Toast";

/** As Node-RED tells it under `notification/runtime-state`. */
export interface RuntimeNews {
  state?: string;
  error?: string;
  text?: string;
  type?: string;
  types?: string[];
  modules?: { module: string }[];
  /** A deploy has led to it. */
  deploy?: boolean;
}

export const useRuntime = create<{ state: string }>()(() => ({ state: "start" }));

export const areFlowsRunning = (): boolean => useRuntime.getState().state === "start";

/** Starts or stops all flows. */
export async function setFlowsState(state: "start" | "stop"): Promise<void> {
  try {
    await request("POST", "/flows/state", { body: { state } });
    if (state === "start") notify({ kind: "success", title: t("Flows started") });
  } catch (error) {
    notify({
      kind: "error",
      title: state === "start" ? t("The flows could not be started") : t("The flows could not be stopped"),
      description: errorText(error),
    });
  }
}

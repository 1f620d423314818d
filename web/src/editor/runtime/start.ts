/** Tells people how it stands with the flows: stopped, in safe mode, types or modules missing; and what they can do. */

import { t } from "../../i18n";
import { type NoticeAction, notify } from "../../ui/Toast";
import type { Editor } from "../editor";
import { listed, runtimeText } from "../runtime-texts";
import { ui } from "../store";
import { type RuntimeNews, setFlowsState, useRuntime } from "./state";

/** The notice of the runtime's state; a new state takes its place. */
let closeNotice: (() => void) | null = null;

export default function start(editor: Editor): void {
  editor.comms.subscribe("notification/runtime-state", (data) => hear(editor, (data ?? {}) as RuntimeNews));
}

function hear(editor: Editor, news: RuntimeNews): void {
  closeNotice?.();
  closeNotice = null;
  if (news.state) useRuntime.setState({ state: news.state });
  const startFlows = { label: t("Start flows"), onPress: () => void setFlowsState("start") };
  const can = (actions: NoticeAction[]) => (editor.canWrite ? actions : []);
  if (news.error) {
    closeNotice = notify(
      {
        kind: news.type === "error" ? "error" : "warning",
        title: runtimeText(news.text ?? news.error),
        ...described(news),
        actions: can(news.error === "safe-mode" ? [startFlows] : news.types ? [showUnknown()] : []),
      },
      0,
    );
  } else if (news.state === "stop" || news.state === "safe") {
    closeNotice = notify(
      { kind: "warning", title: t("The flows are stopped"), actions: can([startFlows]) },
      0,
    );
  }
}

function described({ types, modules }: RuntimeNews): { description?: string } {
  if (types?.length) {
    return {
      description: t("{types}. Those nodes do not run, all others do.", { types: listed(types) }),
    };
  }
  if (modules?.length) return { description: listed(modules.map(({ module }) => module)) };
  return {};
}

const showUnknown = (): NoticeAction => ({
  label: t("Show nodes"),
  onPress: () => ui.open({ kind: "search", query: "is:unknown " }),
});

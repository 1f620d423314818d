/**
 * A part of the editor that is fetched when it is first shown. One that cannot be fetched, or fails, takes nothing else
 * with it: a notice says so, and the next time it is shown it is fetched again.
 */

import { Component, type ReactNode, Suspense } from "react";
import { t } from "../i18n";
import { notify } from "../ui/Toast";
import { componentOf, forgetComponent, type Load } from "./features";

export interface PartProps {
  load: Load;
  /** What the part itself takes. */
  props?: Record<string, unknown>;
  /** Called when it has failed. */
  onFailed?: () => void;
}

export function Part({ load, props, onFailed }: PartProps) {
  const Content = componentOf(load);
  return (
    <Fence load={load} {...(onFailed ? { onFailed } : {})}>
      <Suspense fallback={null}>
        <Content {...props} />
      </Suspense>
    </Fence>
  );
}

class Fence extends Component<{ load: Load; onFailed?: () => void; children: ReactNode }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(error: Error): void {
    forgetComponent(this.props.load);
    notify({
      kind: "error",
      title: t("A part of the editor could not be shown"),
      description: `${t("Reload the page if it happens again; nothing that you changed is lost.")} (${error.message})`,
    });
    this.props.onFailed?.();
  }

  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}

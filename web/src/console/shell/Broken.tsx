/** Stands in for a page that failed while it was drawn, so that the rest of the console stays usable. */
import { Component, type ReactNode } from "react";
import { Button, EmptyState } from "../../ui/index.ts";

export class Broken extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <EmptyState
        icon="error"
        title="This page failed"
        actions={<Button onPress={() => window.location.reload()}>Reload</Button>}
      >
        {`Reloading helps when Wirelatch was updated meanwhile. If it stays so, report: ${this.state.error.message}`}
      </EmptyState>
    );
  }
}

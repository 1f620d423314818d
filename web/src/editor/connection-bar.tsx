/** Says that the connection is lost, when it is tried again, and lets people try at once. */

import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import styles from "./app.module.css";
import { useEditor } from "./editor";
import { useUi } from "./store";

export function ConnectionBar() {
  const { comms } = useEditor();
  const state = useUi((ui) => ui.comms);
  if (state.status !== "waiting") return null;
  return (
    <div className={styles.lost} role="alert">
      <Icon name="plug" />
      <span>
        Lost the connection to the server. Next try in {state.retryIn ?? 0}{" "}
        {state.retryIn === 1 ? "second" : "seconds"}.
      </span>
      <Button size="sm" onPress={() => comms.connect()}>
        Try now
      </Button>
    </div>
  );
}

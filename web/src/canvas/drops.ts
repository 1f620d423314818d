/** What is dropped onto the canvas from elsewhere: files and text with flows, and nodes of palettes that use the browser's own dragging. */
import type { Point } from "./kernels";
import type { Stage } from "./stage";

/** Drag-and-drop type of a palette node. */
export const NODE_MIME = "application/x-wirelatch-node";

/** Accept drops until the signal. While something that can be dropped is over the canvas it has `data-drop`. */
export function acceptDrops(
  stage: Stage,
  signal: AbortSignal,
  insert: (type: string, at: Point) => void,
): void {
  const { host } = stage;
  const place = (event: DragEvent) => {
    const bounds = host.getBoundingClientRect();
    return stage.place({ x: event.clientX - bounds.left, y: event.clientY - bounds.top });
  };
  host.addEventListener(
    "dragover",
    (event) => {
      const types = event.dataTransfer?.types ?? [];
      if (!types.includes(NODE_MIME) && !types.includes("Files") && !types.includes("text/plain")) return;
      event.preventDefault();
      host.dataset.drop = "";
    },
    { signal },
  );
  host.addEventListener("dragleave", () => delete host.dataset.drop, { signal });
  host.addEventListener(
    "drop",
    (event) => {
      event.preventDefault();
      delete host.dataset.drop;
      const at = place(event);
      const type = event.dataTransfer?.getData(NODE_MIME);
      if (type) {
        insert(type, at);
        return;
      }
      const files = [...(event.dataTransfer?.files ?? [])];
      const text = event.dataTransfer?.getData("text/plain");
      if (files.length > 0)
        Promise.all(files.map((file) => file.text())).then((contents) => {
          for (const content of contents) stage.callbacks.onDropText?.(content, at);
        });
      else if (text) stage.callbacks.onDropText?.(text, at);
    },
    { signal },
  );
}

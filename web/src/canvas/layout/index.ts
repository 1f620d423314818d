/** Automatic layout, loaded when it is asked for; what is large is worked out in a worker, so that the page goes on. */
import type { LayoutInput, LayoutResult } from "./layered";

export type { LayoutGroup, LayoutInput, LayoutItem, LayoutResult } from "./layered";

/** So many nodes take less time than a worker takes to start. */
const SMALL = 200;

/** New boxes for nodes and groups. */
export async function arrange(input: LayoutInput): Promise<LayoutResult> {
  if (input.items.length <= SMALL || typeof Worker === "undefined") {
    const { layered } = await import("./layered");
    return layered(input);
  }
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise<LayoutResult>((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<LayoutResult>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message || "the layout worker failed"));
      worker.postMessage(input);
    });
  } finally {
    worker.terminate();
  }
}

/**
 * The benchmark page. `?nodes=5000` shows chains, `?demo` the showcase; `&theme=dark` the dark theme. The script
 * (benchmarks/editor_canvas.py) moves the mouse and reads `window.frameTimes`.
 */
import "../../src/ui/tokens.css";
import { CanvasEngine } from "../../src/canvas/engine";
import { FlowDocument, type NodeRecord, type NodeType, NodeTypes } from "../../src/document";
import { chains, showcase, types } from "./sample-flows";

declare global {
  interface Window {
    /** What the canvas told its owner: name of the callback and what it was given. */
    calls: [string, unknown][];
    engine: CanvasEngine;
    flows: FlowDocument;
    frameTimes: { start(): void; stop(): number[] };
    readyAfter: number;
  }
}

const query = new URLSearchParams(location.search);
const theme = query.get("theme");
if (theme) document.documentElement.dataset.theme = theme;
const isDemo = query.has("demo");
/** `?file=` and `?types=` name JSON to be shown in place of the samples: a flows.json, and /api/v1/node-types. */
const fetched = async (name: string) => {
  const url = query.get(name);
  return url ? await (await fetch(url)).json() : undefined;
};
const file: NodeRecord[] | undefined = await fetched("file");
const installed: NodeType[] | undefined = await fetched("types");
const palette = installed ? new NodeTypes(installed) : types;
const records = file ?? (isDemo ? showcase() : chains(Number(query.get("nodes") ?? 1000)));

const calls: [string, unknown][] = [];
const started = performance.now();
const flows = FlowDocument.fromJSON(records, palette);
const engine = new CanvasEngine(document.querySelector<HTMLElement>("#canvas")!, flows, palette, {
  onEdit: (id) => calls.push(["edit", id]),
  onButton: (id) => calls.push(["button", id]),
  onQuickAdd: (request) => calls.push(["quickAdd", request]),
  onContextMenu: (_, target) => calls.push(["menu", target]),
});
engine.showFlow(query.get("flow") ?? flows.tabs()[0]?.id ?? "");
requestAnimationFrame(() =>
  requestAnimationFrame(() => {
    window.readyAfter = performance.now() - started;
  }),
);

if (isDemo) {
  engine.setStatus("p1", { fill: "green", shape: "dot", text: "21.4 °C" });
  engine.setStatus("mq", { fill: "yellow", shape: "ring", text: "connecting" });
  engine.setStatus("de", { fill: "blue", shape: "ring", text: "3" });
  engine.setStatus("mi", { fill: "red", shape: "ring", text: "disconnected" });
  flows.transact("Edit", (tx) => {
    tx.update("te", { name: "text message" });
    tx.update("ch", { x: 660, y: 280, name: "set msg.topic" });
  });
}

const times: number[] = [];
let isRunning = false;
window.calls = calls;
window.engine = engine;
window.flows = flows;
window.frameTimes = {
  start() {
    times.length = 0;
    isRunning = true;
    let last = performance.now();
    const step = () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      if (isRunning) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  },
  stop() {
    isRunning = false;
    return times.slice(1);
  },
};

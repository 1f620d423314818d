/** A sidebar tab with the messages of debug nodes. The stock editor has none of its own: there it comes with the node. */
import { red } from "./red";

const MOST = 100;

interface DebugMessage {
  id?: string;
  name?: string;
  topic?: string;
  property?: string;
  path?: string;
  msg?: unknown;
  format?: string;
  level?: number;
}

export function showDebugTab(): void {
  const content = document.createElement("div");
  Object.assign(content.style, { height: "100%", display: "flex", flexDirection: "column" });
  const bar = document.createElement("div");
  bar.className = "red-ui-sidebar-header";
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "red-ui-sidebar-header-button";
  clear.textContent = "clear";
  const popOut = document.createElement("button");
  popOut.type = "button";
  popOut.className = "red-ui-sidebar-header-button";
  popOut.title = "Open in a window of its own";
  popOut.innerHTML = '<i class="fa fa-desktop"></i>';
  popOut.addEventListener("click", () =>
    window.open("debug/view/view.html", "wirelatch-debug", "width=700,height=600"),
  );
  bar.append(clear, " ", popOut);
  const list = document.createElement("div");
  list.setAttribute("role", "log");
  list.setAttribute("aria-label", "Debug messages");
  Object.assign(list.style, { flex: "1", overflow: "auto" });
  content.append(bar, list);
  clear.addEventListener("click", () => list.replaceChildren());
  const { actions, comms, sidebar } = red();
  sidebar.addTab({
    id: "debug",
    label: "debug",
    name: "Debug messages",
    content,
    enableOnEdit: true,
    pinned: true,
    iconClass: "fa fa-bug",
    action: "core:show-debug-tab",
  });
  actions.add("core:show-debug-tab", () => sidebar.show("debug"));
  actions.add("core:clear-debug-messages", () => list.replaceChildren());
  comms.subscribe("debug", (_, data) => {
    const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 20;
    list.append(entry(data as DebugMessage));
    while (list.children.length > MOST) list.firstElementChild?.remove();
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  });
}

function entry(message: DebugMessage): HTMLElement {
  const element = document.createElement("div");
  element.className = `red-ui-debug-msg red-ui-debug-msg-level-${message.level ?? ""}`;
  const head = document.createElement("div");
  head.className = "red-ui-debug-msg-meta";
  const link = document.createElement("a");
  link.className = "red-ui-debug-msg-name";
  link.href = "#";
  link.textContent = message.name || message.id || "";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const inside = message.path?.split("/")[1];
    if (inside || message.id) red().view.reveal(inside ?? message.id ?? "");
  });
  head.append(`${new Date().toLocaleString()} `, link);
  const about = document.createElement("div");
  about.className = "red-ui-debug-msg-topic";
  const property = message.property ? `msg.${message.property} : ` : "";
  about.textContent = `${message.topic ? `${message.topic} : ` : ""}${property}${message.format ?? "undefined"}`;
  const shown = red().utils.createObjectElement(value(message), {
    key: message.property ?? null,
    typeHint: message.format,
    hideKey: true,
    path: message.property ?? "",
    sourceId: message.id,
  });
  element.append(head, about, ...Array.from(shown));
  return element;
}

function value({ msg, format }: DebugMessage): unknown {
  try {
    return red().utils.decodeObject(msg, format ?? "");
  } catch {
    return msg;
  }
}

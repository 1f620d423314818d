/**
 * Who else is there, and where: Node-RED's own protocol over `/comms` (`multiplayer/…`), so that people in its editor
 * and in ours see each other. Ours tells the selection too.
 */

import type { Editor } from "../editor";
import { useUi } from "../store";
import { atMostEvery } from "./pace";
import { COLOURS, type Person, useCollab } from "./store";

/** Where this window is is told at most so often. */
const TELL_MS = 80;
const MOST_SELECTED = 50;

interface Location {
  workspace?: string;
  node?: string;
  cursor?: { x: number; y: number };
  selection?: string[];
}

interface SessionInfo {
  session: string;
  user?: { username?: string; name?: string; image?: string };
  active?: boolean;
  location?: Location;
}

export function followPeople(editor: Editor): void {
  const { comms } = editor;
  let me = "";
  const people = new Map<string, Person>();
  const show = () => useCollab.setState({ people: [...people.values()] });
  const session = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36))
    .join("")
    .slice(0, 24);

  const welcome = (info: SessionInfo) => {
    if (info.session === me || info.active === false) return;
    const known = people.get(info.session);
    const { username = "?", image } = info.user ?? {};
    people.set(info.session, {
      session: info.session,
      name: username,
      ...(image ? { image } : {}),
      colour: known?.colour ?? freeColour(people),
      selection: [],
      ...placeOf(info.location ?? {}),
    });
  };
  comms.subscribe("multiplayer/#", (data, topic) => {
    const info = data as SessionInfo & Location & { sessions?: SessionInfo[] };
    switch (topic.slice("multiplayer/".length)) {
      case "init":
        me = info.session;
        people.clear();
        for (const other of info.sessions ?? []) welcome(other);
        tell();
        break;
      case "connection-added":
        welcome(info);
        break;
      case "connection-removed":
        people.delete(info.session);
        break;
      case "location": {
        const person = people.get(info.session);
        if (!person) return;
        const { flow: _f, node: _n, cursor: _c, ...rest } = person;
        people.set(info.session, { ...rest, selection: [], ...placeOf(info) });
        break;
      }
    }
    show();
  });
  comms.watch(({ status }) => {
    if (status === "open") comms.send("multiplayer/connect", { session });
    else if (people.size > 0) {
      people.clear();
      show();
    }
  });

  let cursor: { x: number; y: number } | undefined;
  const tell = atMostEvery(TELL_MS, () => {
    // Alone, nobody wants to know.
    if (people.size === 0) return;
    const { flow, trays, selection } = useUi.getState();
    const node = trays.at(-1)?.id;
    comms.send("multiplayer/location", {
      workspace: flow,
      ...(node ? { node } : {}),
      ...(cursor ? { cursor } : {}),
      ...(selection.length > 0 ? { selection: selection.slice(0, MOST_SELECTED) } : {}),
    });
  });
  useUi.subscribe((now, before) => {
    if (now.flow !== before.flow || now.trays !== before.trays || now.selection !== before.selection) tell();
  });
  window.addEventListener("pointermove", (event) => {
    if (people.size === 0 || event.pointerType === "touch" || !editor.canvas) return;
    const isOver = (event.target as Element | null)?.closest?.(".wl-canvas") !== null;
    const at = isOver ? editor.canvas.pointer : undefined;
    const next = at && { x: Math.round(at.x), y: Math.round(at.y) };
    if (next?.x === cursor?.x && next?.y === cursor?.y) return;
    cursor = next;
    tell();
  });
}

function placeOf({ workspace, node, cursor, selection }: Location): Partial<Person> {
  return {
    ...(workspace ? { flow: workspace } : {}),
    ...(node ? { node } : {}),
    ...(cursor ? { cursor } : {}),
    ...(selection ? { selection } : {}),
  };
}

/** The first colour that nobody has, so that people are told apart. */
function freeColour(people: ReadonlyMap<string, Person>): number {
  const taken = new Set([...people.values()].map((person) => person.colour));
  for (let colour = 0; colour < COLOURS; colour += 1) if (!taken.has(colour)) return colour;
  return people.size % COLOURS;
}

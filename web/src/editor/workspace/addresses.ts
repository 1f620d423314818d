/**
 * Addresses of what is in the editor, as Node-RED has them: `#flow/<id>`, `#node/<id>`, `#group/<id>`, and each with
 * `/edit` to open its properties.
 */

import { isContainer, isGroup, type NodeRecord } from "../../document";
import type { Editor } from "../editor";
import { showFlow } from "../flows";
import { ui } from "../store";

interface Address {
  id: string;
  isEdit: boolean;
}

/** What a hash names; undefined for another hash. */
export function parseAddress(hash: string): Address | undefined {
  const match = /^#(?:flow|node|group)\/([^/]+)(\/edit)?$/.exec(hash);
  return match ? { id: decodeURIComponent(match[1]!), isEdit: match[2] !== undefined } : undefined;
}

/** The hash for a record. */
export function hashOf(record: NodeRecord, isEdit = false): string {
  const kind = isContainer(record) ? "flow" : isGroup(record) ? "group" : "node";
  return `#${kind}/${encodeURIComponent(record.id)}${isEdit ? "/edit" : ""}`;
}

/** Show what a hash names, and open its properties if it says so; false when it names nothing that is there. */
export function openAddress(editor: Editor, hash: string): boolean {
  const address = parseAddress(hash);
  const record = address && editor.document.get(address.id);
  if (!record) return false;
  if (isContainer(record)) showFlow(editor, record.id);
  else if (record.x !== undefined) editor.canvas?.revealNode(record.id);
  if (address.isEdit || (!isContainer(record) && record.x === undefined)) ui.openTray({ id: record.id });
  return true;
}

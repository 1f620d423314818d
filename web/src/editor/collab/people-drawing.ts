/**
 * Others on the sheet: their pointers, what they have selected, and the node they are editing. A few elements above the
 * nodes, in sheet units below one transform, so that panning moves all of them at once.
 */

import type { Drawing, Sheet } from "../../canvas/types";
import { t } from "../../i18n";
import styles from "./collab.module.css";
import type { Person } from "./store";

const MARGIN = 4;

interface Marks {
  cursor: HTMLElement;
  name: HTMLElement;
  /** By id of the node. */
  boxes: Map<string, HTMLElement>;
}

export class PeopleDrawing implements Drawing {
  readonly element = document.createElement("div");
  readonly #world = document.createElement("div");
  readonly #marks = new Map<string, Marks>();
  #people: readonly Person[] = [];
  #sheet: Sheet | undefined;

  constructor() {
    this.element.className = styles.people ?? "";
    this.element.setAttribute("aria-hidden", "true");
    this.#world.className = styles.world ?? "";
    this.element.append(this.#world);
  }

  /** The people whose pointers and selections are on the flow that is shown. */
  show(people: readonly Person[]): void {
    this.#people = people;
    for (const [session, marks] of this.#marks) {
      if (people.some((person) => person.session === session)) continue;
      marks.cursor.remove();
      for (const box of marks.boxes.values()) box.remove();
      this.#marks.delete(session);
    }
    this.#paint();
  }

  draw(sheet: Sheet): void {
    this.#sheet = sheet;
    this.#paint();
  }

  #paint(): void {
    const sheet = this.#sheet;
    this.element.hidden = this.#people.length === 0;
    if (!sheet || this.element.hidden) return;
    const { x, y, zoom } = sheet.camera;
    this.#world.style.transform = `scale(${zoom}) translate(${-x}px, ${-y}px)`;
    this.#world.style.setProperty("--unzoom", String(1 / zoom));
    for (const person of this.#people) this.#paintPerson(person, sheet);
  }

  #paintPerson(person: Person, sheet: Sheet): void {
    const marks = this.#marks.get(person.session) ?? this.#newMarks(person);
    marks.cursor.hidden = !person.cursor;
    if (person.cursor) {
      const place = `translate(${person.cursor.x}px, ${person.cursor.y}px)`;
      if (marks.cursor.style.transform !== place) marks.cursor.style.transform = place;
    }
    const wanted = new Set([...person.selection, ...(person.node ? [person.node] : [])]);
    for (const [id, box] of marks.boxes) {
      if (wanted.has(id)) continue;
      box.remove();
      marks.boxes.delete(id);
    }
    for (const id of wanted) {
      const rect = sheet.boxOf(id);
      let box = marks.boxes.get(id);
      if (!rect) {
        box?.remove();
        marks.boxes.delete(id);
        continue;
      }
      if (!box) {
        box = document.createElement("div");
        box.className = styles.box ?? "";
        box.dataset.colour = String(person.colour);
        marks.boxes.set(id, box);
        this.#world.append(box);
      }
      const isEdited = id === person.node;
      const text = isEdited ? t("{name} is editing", { name: person.name }) : "";
      if (box.dataset.text !== text) box.dataset.text = text;
      Object.assign(box.style, {
        transform: `translate(${rect.x - MARGIN}px, ${rect.y - MARGIN}px)`,
        width: `${rect.w + 2 * MARGIN}px`,
        height: `${rect.h + 2 * MARGIN}px`,
      });
    }
  }

  #newMarks(person: Person): Marks {
    const cursor = document.createElement("div");
    cursor.className = styles.cursor ?? "";
    cursor.dataset.colour = String(person.colour);
    const name = document.createElement("span");
    name.textContent = person.name;
    cursor.innerHTML =
      '<svg width="18" height="18" viewBox="0 0 18 18"><path d="M2 2l5.2 13 2-5.6 5.8-2z" stroke-width="1.4" stroke-linejoin="round"/></svg>';
    cursor.append(name);
    this.#world.append(cursor);
    const marks = { cursor, name, boxes: new Map<string, HTMLElement>() };
    this.#marks.set(person.session, marks);
    return marks;
  }
}

/** Who else has the editor open. Pressing somebody shows what they look at. */

import { nodeLabel } from "../../document";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { MenuButton, MenuItem } from "../../ui/Menu";
import { Tooltip, TooltipTrigger } from "../../ui/Tooltip";
import { type Editor, useEditor } from "../editor";
import { showFlow } from "../flows";
import styles from "./collab.module.css";
import { initials } from "./initials";
import { type Person, useCollab } from "./store";

const MOST_SHOWN = 4;

export default function HeaderPeople() {
  const editor = useEditor();
  const people = useCollab((state) => state.people);
  const shown = people.length > MOST_SHOWN ? people.slice(0, MOST_SHOWN - 1) : people;
  const others = people.slice(shown.length);
  return (
    <section className={styles.headerPeople} aria-label={t("Also here")}>
      {shown.map((person) => (
        <TooltipTrigger key={person.session}>
          <Button
            variant="quiet"
            className={styles.avatarButton ?? ""}
            aria-label={t("Go to {name}", { name: person.name })}
            onPress={() => goTo(editor, person)}
          >
            <Avatar person={person} />
          </Button>
          <Tooltip>{whereText(editor, person)}</Tooltip>
        </TooltipTrigger>
      ))}
      {others.length > 0 && (
        <MenuButton
          label={t("{count} more", { count: others.length })}
          size="sm"
          onAction={(key) => {
            const person = others.find(({ session }) => session === key);
            if (person) goTo(editor, person);
          }}
        >
          {others.map((person) => (
            <MenuItem key={person.session} id={person.session} icon="user">
              {person.name}
            </MenuItem>
          ))}
        </MenuButton>
      )}
    </section>
  );
}

export function Avatar({ person, size = "md" }: { person: Person; size?: "sm" | "md" }) {
  return (
    <span
      className={styles.avatar}
      data-colour={person.colour}
      data-size={size}
      data-initials={person.image ? undefined : initials(person.name)}
      aria-hidden="true"
    >
      {person.image && <img src={person.image} alt="" />}
    </span>
  );
}

function whereText({ document, types }: Editor, person: Person): string {
  const node = person.node ? document.get(person.node) : undefined;
  if (node)
    return t("{name} is editing {node}", { name: person.name, node: nodeLabel(node, types, document) });
  const flow = person.flow ? document.get(person.flow) : undefined;
  if (!flow) return person.name;
  return t("{name} is on {flow}", { name: person.name, flow: nodeLabel(flow, types, document) });
}

function goTo(editor: Editor, person: Person): void {
  const target = person.node ?? person.selection[0];
  if (target && editor.document.get(target)?.x !== undefined) editor.canvas?.revealNode(target);
  else if (person.flow) showFlow(editor, person.flow);
}

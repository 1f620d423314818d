/** Going into groups and out of them. */

import { readingOrder } from "../../canvas/kernels";
import { idList } from "../../document";
import { msg } from "../../i18n";
import { type Command, need } from "../command";
import { selectedGroup, selectedGroups } from "../conditions";
import { currentNode, goTo } from "../going";

export default [
  {
    id: "wirelatch:go-to-group",
    label: msg("Go to the group around"),
    subject: "navigate",
    keys: ["g"],
    scope: "canvas",
    needs: [
      need(msg("The selection is in no group."), (context) => {
        const id = currentNode(context);
        return id !== undefined && context.document.get(id)?.g !== undefined;
      }),
    ],
    run: (context) => goTo(context, context.document.get(currentNode(context) ?? "")?.g),
  },
  {
    id: "wirelatch:go-into-group",
    label: msg("Go into the group"),
    subject: "navigate",
    keys: ["shift-g"],
    scope: "canvas",
    needs: [selectedGroup],
    run(context) {
      const members = new Set(idList(selectedGroups(context)[0]?.nodes));
      const boxes = new Map([...context.canvas.boxes()].filter(([id]) => members.has(id)));
      goTo(context, readingOrder(boxes)[0]);
    },
  },
] satisfies Command[];

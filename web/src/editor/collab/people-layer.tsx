/** Puts what others do on the canvas, while somebody else is there. */

import { useEffect } from "react";
import { useEditor } from "../editor";
import { useUi } from "../store";
import { PeopleDrawing } from "./people-drawing";
import { useCollab } from "./store";

export default function PeopleLayer() {
  const editor = useEditor();
  useEffect(() => {
    const { canvas } = editor;
    if (!canvas) return;
    const drawing = new PeopleDrawing();
    const remove = canvas.addDrawing(drawing);
    const show = () => {
      const { flow } = useUi.getState();
      drawing.show(useCollab.getState().people.filter((person) => person.flow === flow));
    };
    const stopPeople = useCollab.subscribe((now, before) => now.people !== before.people && show());
    const stopFlow = useUi.subscribe((now, before) => now.flow !== before.flow && show());
    show();
    return () => {
      stopPeople();
      stopFlow();
      remove();
    };
  }, [editor]);
  return null;
}

/** An application in a list: its icon, its name, who publishes it. */
import type { Application } from "../api/types.ts";
import { NameCell } from "../shell/NameCell.tsx";

export function ApplicationCell({ application }: { application: Application }) {
  return (
    <NameCell
      name={application.name}
      note={application.meta_publisher}
      avatar
      shape="square"
      src={application.meta_icon_url}
    />
  );
}

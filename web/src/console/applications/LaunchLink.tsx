/** Where an application is opened. */
import { Icon } from "../../ui/index.ts";

export function LaunchLink({ url }: { url: string }) {
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {url} <Icon name="external" size="xs" label="(opens in a new tab)" />
    </a>
  );
}

/**
 * Pictures of other hosts in descriptions: a button stands for each until it is pressed. Who reads an imported flow has
 * not chosen to tell a stranger's server that, and from where.
 */
import { t } from "../i18n";

const allowed = new Set<string>();

/** Show the pictures of a host, until the page is loaded again. */
export function allowPictures(host: string): void {
  allowed.add(host);
}

/** Puts buttons (`data-host`) in the place of pictures of hosts that are neither this one nor allowed. */
export function holdPictures(content: DocumentFragment): void {
  for (const image of content.querySelectorAll("img")) {
    image.removeAttribute("srcset");
    const source = image.getAttribute("src") ?? "";
    const address = URL.canParse(source, location.href) ? new URL(source, location.href) : undefined;
    if (!address?.host || address.origin === location.origin) continue;
    image.setAttribute("referrerpolicy", "no-referrer");
    if (allowed.has(address.host)) continue;
    const button = content.ownerDocument.createElement("button");
    button.type = "button";
    button.dataset.host = address.host;
    const text = t("Show pictures from {host}", { host: address.host });
    button.textContent = image.alt ? `${image.alt}: ${text}` : text;
    image.replaceWith(button);
  }
}

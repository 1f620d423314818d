/** Icons that are files, not drawings of ours: those of other modules and of `lib/icons` (`/icons/<module>/<file>`). */
import { addressOf } from "../../api/root";
import { hasDrawing } from "../../ui/icons";

const FILE = /\.(svg|png|jpe?g|gif|webp)$/i;

/** The address of an icon that is a file; undefined for one that is drawn. */
export function iconAddress(name: string): string | undefined {
  if (!FILE.test(name) || hasDrawing(name) || name.includes("..")) return undefined;
  const [module, ...rest] = name.includes("/") ? name.split("/") : ["node-red", name];
  return addressOf(`/icons/${[module, ...rest].map((part) => encodeURIComponent(part ?? "")).join("/")}`);
}

const images = new Map<string, HTMLImageElement>();

/** The picture for a sheet, once it is there; `onLoad` is called when it comes. */
export function iconImage(address: string, onLoad: () => void): HTMLImageElement | undefined {
  let image = images.get(address);
  if (!image) {
    image = new Image();
    image.src = address;
    images.set(address, image);
  }
  if (image.complete) return image.naturalWidth > 0 ? image : undefined;
  image.addEventListener("load", onLoad, { once: true });
  return undefined;
}

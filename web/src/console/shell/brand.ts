/** The brand of the host name one came to, which the server writes into the page, so that nothing jumps (`pages/branding.py`). */

export interface Brand {
  title: string;
  /** An address, or "" for the mark. */
  logo: string;
}

export function readBrand(content: string | null | undefined): Brand {
  try {
    const { title, logo } = JSON.parse(content ?? "") as Partial<Brand>;
    return { title: title || "Wirelatch", logo: logo ?? "" };
  } catch {
    return { title: "Wirelatch", logo: "" };
  }
}

export const BRAND: Brand = readBrand(
  globalThis.document?.querySelector('meta[name="wirelatch-brand"]')?.getAttribute("content"),
);

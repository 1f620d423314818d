/** What of gettext-parser is used here; it brings no types along. */
declare module "gettext-parser" {
  interface Entry {
    msgctxt?: string;
    msgid: string;
    msgstr: string[];
    comments?: { reference?: string; translator?: string; extracted?: string };
  }
  interface Catalogue {
    charset: string;
    headers: Record<string, string>;
    translations: Record<string, Record<string, Entry>>;
  }
  const gettext: {
    po: {
      parse(text: string): Catalogue;
      compile(
        data: Omit<Catalogue, "translations"> & { translations: Record<string, Record<string, object>> },
        options?: { foldLength?: number; sort?: boolean },
      ): Buffer;
    };
  };
  export default gettext;
}

/** A message catalogue as `tools/catalogue.ts` hands it to the bundler. */
declare module "*.po" {
  const texts: Readonly<Record<string, string>>;
  export default texts;
}

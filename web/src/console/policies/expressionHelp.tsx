/** What expressions can use; the same for policies and mappings, with what each adds. */
export const EXPRESSION_HELP = (
  <>
    True lets pass. At hand are <code>user</code>, <code>request</code>, <code>context</code> and{" "}
    <code>application</code>, such as <code>user.attributes.department == "research"</code>. Expressions
    cannot read files, use the network or run forever.
  </>
);

export const MAPPING_HELP = (
  <>
    Claims by name, such as <code>{'{"department": user.attributes.department}'}</code>. At hand are{" "}
    <code>user</code>, <code>groups</code>, <code>application</code> and <code>provider</code>.
  </>
);

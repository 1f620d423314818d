/** What expressions can use; the same language for policies and mappings, with what each adds. */
export const EXPRESSION_HELP = (
  <>
    The safe part of Python that authentik's expressions are written in: return true to let pass. At hand are{" "}
    <code>request.user</code>, <code>request.context</code>, <code>http_request</code>,{" "}
    <code>ak_client_ip</code>, <code>ak_is_group_member</code>, <code>ak_message</code>,{" "}
    <code>ak_call_policy</code>, <code>regex_match</code>. Nothing can be imported, and time and memory are
    bounded.
  </>
);

export const MAPPING_HELP = (
  <>
    Return the claims by name, such as{" "}
    <code>{'return {"department": request.user.attributes.get("department")}'}</code>. The safe part of Python
    that authentik's mappings are written in; <code>provider</code>, <code>token</code> and everything that
    policies have are at hand.
  </>
);

export const SOURCE_MAPPING_HELP = (
  <>
    Return the fields of the user or group by name, such as{" "}
    <code>{'return {"name": info.get("display_name"), "attributes": {"team": info.get("team")}}'}</code>. What
    the provider told is <code>info</code>; <code>source</code> and <code>token</code> are at hand, for groups{" "}
    <code>group_id</code> too.
  </>
);

export const WEBHOOK_MAPPING_HELP = (
  <>
    Return what is posted, or the headers that are added, by name, such as{" "}
    <code>{'return {"text": notification.body}'}</code>. <code>notification</code> has <code>body</code>,{" "}
    <code>severity</code> and <code>event</code>; <code>user</code> is who is told.
  </>
);

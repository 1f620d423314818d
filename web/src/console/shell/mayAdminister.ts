/** Who may see the admin interface: superusers, and whoever a role lets in. */
import type { Me } from "../api/types.ts";

const PERMISSION = /(^|\.)(can_)?access_admin_interface$/;

export const mayAdminister = ({ user }: Me): boolean =>
  user.is_superuser || (user.system_permissions ?? []).some((permission) => PERMISSION.test(permission));

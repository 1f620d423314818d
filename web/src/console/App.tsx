/** The admin console: which page stands at which route, and who may see it. */
import type { ReactNode } from "react";
import { Button, EmptyState, Spinner } from "../ui/index.ts";
import { useMe } from "./api/queries.ts";
import { ApplicationDetail } from "./applications/ApplicationDetail.tsx";
import { ApplicationList } from "./applications/ApplicationList.tsx";
import { CertificateList } from "./certificates/CertificateList.tsx";
import { EventLog } from "./events/EventLog.tsx";
import { GroupDetail } from "./groups/GroupDetail.tsx";
import { GroupList } from "./groups/GroupList.tsx";
import { Overview } from "./overview/Overview.tsx";
import { ProviderDetail } from "./providers/ProviderDetail.tsx";
import { ProviderList } from "./providers/ProviderList.tsx";
import { matchPath, navigate, useLocation } from "./router.ts";
import { AdminShell } from "./shell/AdminShell.tsx";
import { Loaded } from "./shell/Page.tsx";
import { TokenList } from "./tokens/TokenList.tsx";
import { UserDetail } from "./users/UserDetail.tsx";
import { UserList } from "./users/UserList.tsx";

/** Paths are authentik's, so that bookmarks and guides keep working. */
const ROUTES: [string, (params: Record<string, string>) => ReactNode][] = [
  ["/administration/overview", () => <Overview />],
  ["/core/applications", () => <ApplicationList />],
  ["/core/applications/:slug", ({ slug = "" }) => <ApplicationDetail key={slug} slug={slug} />],
  ["/core/providers", () => <ProviderList />],
  ["/core/providers/:id", ({ id = "" }) => <ProviderDetail key={id} id={id} />],
  ["/identity/users", () => <UserList />],
  ["/identity/users/:id", ({ id = "" }) => <UserDetail key={id} id={id} />],
  ["/identity/groups", () => <GroupList />],
  ["/identity/groups/:id", ({ id = "" }) => <GroupDetail key={id} id={id} />],
  ["/core/tokens", () => <TokenList />],
  ["/events/log", () => <EventLog />],
  ["/crypto/certificates", () => <CertificateList />],
];

export function App() {
  const { path } = useLocation();
  const me = useMe();
  if (!me.data) {
    if (me.error) return <Loaded query={me}>{() => null}</Loaded>;
    return <Spinner size="lg" label="Starting" />;
  }
  if (!me.data.user.is_superuser) {
    return (
      <EmptyState
        icon="lock"
        title="Permission denied"
        actions={<Button onPress={() => window.location.assign("/if/user/")}>My applications</Button>}
      >
        {`${me.data.user.username} may not use the admin interface. An administrator can add you to a group with superuser privileges.`}
      </EmptyState>
    );
  }
  return <AdminShell>{page(path)}</AdminShell>;
}

function page(path: string): ReactNode {
  if (path === "/") return <Overview />;
  for (const [pattern, render] of ROUTES) {
    const params = matchPath(pattern, path);
    if (params) return render(params);
  }
  return (
    <EmptyState
      icon="search"
      title="Not found"
      actions={<Button onPress={() => navigate("#/administration/overview")}>To the overview</Button>}
    >
      {`There is no page at ${path}.`}
    </EmptyState>
  );
}

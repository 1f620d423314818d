/** The admin console: which page stands at which address, and who may see it. */
import { Suspense } from "react";
import { Button, EmptyState, Spinner } from "../ui/index.ts";
import { useMe } from "./api/queries.ts";
import { ROUTES } from "./pages.ts";
import { matchPath, navigate, useLocation } from "./router.ts";
import { AdminShell } from "./shell/AdminShell.tsx";
import { Broken } from "./shell/Broken.tsx";
import { mayAdminister } from "./shell/mayAdminister.ts";
import { Loaded, PageSkeleton } from "./shell/Page.tsx";

const START = "/administration/overview";

export function App() {
  const { path } = useLocation();
  const me = useMe();
  if (!me.data) {
    if (me.error) return <Loaded query={me}>{() => null}</Loaded>;
    return <Spinner size="lg" label="Starting" />;
  }
  if (!mayAdminister(me.data)) {
    return (
      <main>
        <EmptyState
          icon="lock"
          title="Permission denied"
          actions={<Button onPress={() => window.location.assign("/if/user/")}>My applications</Button>}
        >
          {`${me.data.user.username} may not use the admin interface. An administrator can add you to a group with superuser privileges, or give you a role with the permission to access it.`}
        </EmptyState>
      </main>
    );
  }
  return (
    <AdminShell>
      <Broken key={path}>
        <Suspense fallback={<PageSkeleton />}>
          <PageAt path={path === "/" ? START : path} />
        </Suspense>
      </Broken>
    </AdminShell>
  );
}

function PageAt({ path }: { path: string }) {
  for (const { path: pattern, page: Page } of ROUTES) {
    const params = matchPath(pattern, path);
    // Another record is another page: nothing typed or opened on the one shows on the other.
    if (params) return <Page key={path} {...params} />;
  }
  return (
    <EmptyState
      icon="search"
      title="Not found"
      actions={<Button onPress={() => navigate(`#${START}`)}>To the overview</Button>}
    >
      {`There is no page at ${path}.`}
    </EmptyState>
  );
}

/**
 * Every page of the console, declared once: its address, its place in the navigation, and where its code is.
 * Addresses are authentik's, so that bookmarks and guides keep working. Each page is fetched when first opened.
 */
import { type ComponentType, lazy } from "react";
import type { IconName } from "../ui/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: pages take the parameters that their address holds, all of them texts.
type PageComponent = ComponentType<any>;

export interface PageEntry {
  path: string;
  page: PageComponent;
}

export interface NavigationEntry extends PageEntry {
  label: string;
  icon: IconName;
  /** Other words by which people look for it. */
  keywords?: string;
}

export interface Section {
  title: string;
  entries: readonly NavigationEntry[];
}

const page = <K extends string>(load: () => Promise<Record<K, PageComponent>>, name: K): PageComponent =>
  lazy(async () => ({ default: (await load())[name] }));

export const SECTIONS: readonly Section[] = [
  {
    title: "Dashboards",
    entries: [
      {
        path: "/administration/overview",
        label: "Overview",
        icon: "dashboard",
        keywords: "home start version",
        page: page(() => import("./overview/Overview.tsx"), "Overview"),
      },
      {
        path: "/administration/dashboard/users",
        label: "User Statistics",
        icon: "status",
        keywords: "charts logins created",
        page: page(() => import("./overview/UserStatistics.tsx"), "UserStatistics"),
      },
    ],
  },
  {
    title: "Applications",
    entries: [
      {
        path: "/core/applications",
        label: "Applications",
        icon: "apps",
        keywords: "clients relying party",
        page: page(() => import("./applications/ApplicationList.tsx"), "ApplicationList"),
      },
      {
        path: "/core/providers",
        label: "Providers",
        icon: "provider",
        keywords: "oauth2 openid connect oidc client",
        page: page(() => import("./providers/ProviderList.tsx"), "ProviderList"),
      },
      {
        path: "/core/registration",
        label: "Client Registration",
        icon: "sign-in",
        keywords: "dynamic initial access token dcr rfc7591 mcp",
        page: page(() => import("./registration/RegistrationPage.tsx"), "RegistrationPage"),
      },
    ],
  },
  {
    title: "Events",
    entries: [
      {
        path: "/events/log",
        label: "Logs",
        icon: "events",
        keywords: "audit history",
        page: page(() => import("./events/EventLog.tsx"), "EventLog"),
      },
      {
        path: "/events/rules",
        label: "Notification Rules",
        icon: "bell",
        keywords: "alerts events matcher",
        page: page(() => import("./notifications/RuleList.tsx"), "RuleList"),
      },
      {
        path: "/events/transports",
        label: "Notification Transports",
        icon: "envelope",
        keywords: "webhook slack discord email",
        page: page(() => import("./notifications/TransportList.tsx"), "TransportList"),
      },
    ],
  },
  {
    title: "Customization",
    entries: [
      {
        path: "/policy/policies",
        label: "Policies",
        icon: "shield",
        keywords: "expression password reputation rules",
        page: page(() => import("./policies/PolicyList.tsx"), "PolicyList"),
      },
      {
        path: "/core/property-mappings",
        label: "Property Mappings",
        icon: "swap",
        keywords: "scopes claims source webhook notification",
        page: page(() => import("./mappings/MappingList.tsx"), "MappingList"),
      },
      {
        path: "/blueprints/instances",
        label: "Blueprints",
        icon: "file",
        keywords: "yaml import configuration as code",
        page: page(() => import("./blueprints/BlueprintList.tsx"), "BlueprintList"),
      },
      {
        path: "/policy/reputation",
        label: "Reputation scores",
        icon: "target",
        keywords: "brute force failed logins",
        page: page(() => import("./policies/ReputationList.tsx"), "ReputationList"),
      },
    ],
  },
  {
    title: "Flows and Stages",
    entries: [
      {
        path: "/flow/flows",
        label: "Flows",
        icon: "subflow",
        keywords: "login authentication enrollment recovery",
        page: page(() => import("./flows/FlowList.tsx"), "FlowList"),
      },
      {
        path: "/flow/stages",
        label: "Stages",
        icon: "batch",
        keywords: "steps mfa identification password",
        page: page(() => import("./stages/StageList.tsx"), "StageList"),
      },
      {
        path: "/flow/stages/prompts",
        label: "Prompts",
        icon: "keyboard",
        keywords: "fields form",
        page: page(() => import("./stages/PromptList.tsx"), "PromptList"),
      },
    ],
  },
  {
    title: "Directory",
    entries: [
      {
        path: "/identity/users",
        label: "Users",
        icon: "user",
        keywords: "people accounts service account",
        page: page(() => import("./users/UserList.tsx"), "UserList"),
      },
      {
        path: "/identity/groups",
        label: "Groups",
        icon: "users",
        keywords: "teams members",
        page: page(() => import("./groups/GroupList.tsx"), "GroupList"),
      },
      {
        path: "/identity/roles",
        label: "Roles",
        icon: "unlock",
        keywords: "permissions rights rbac",
        page: page(() => import("./roles/RoleList.tsx"), "RoleList"),
      },
      {
        path: "/identity/initial-permissions",
        label: "Initial Permissions",
        icon: "lock",
        keywords: "roles rights rbac creator own objects",
        page: page(() => import("./roles/InitialPermissionsList.tsx"), "InitialPermissionsList"),
      },
      {
        path: "/core/sources",
        label: "Federation and Social login",
        icon: "link",
        keywords: "sources google github upstream oauth openid connect",
        page: page(() => import("./sources/SourceList.tsx"), "SourceList"),
      },
      {
        path: "/core/tokens",
        label: "Tokens and App passwords",
        icon: "key",
        keywords: "api keys",
        page: page(() => import("./tokens/TokenList.tsx"), "TokenList"),
      },
      {
        path: "/flow/stages/invitations",
        label: "Invitations",
        icon: "envelope",
        keywords: "invite enrollment link",
        page: page(() => import("./invitations/InvitationList.tsx"), "InvitationList"),
      },
    ],
  },
  {
    title: "System",
    entries: [
      {
        path: "/core/brands",
        label: "Brands",
        icon: "palette",
        keywords: "domain logo title default flows tenants",
        page: page(() => import("./system/BrandList.tsx"), "BrandList"),
      },
      {
        path: "/crypto/certificates",
        label: "Certificates",
        icon: "certificate",
        keywords: "keys signing rotate",
        page: page(() => import("./certificates/CertificateList.tsx"), "CertificateList"),
      },
      {
        path: "/admin/settings",
        label: "Settings",
        icon: "settings",
        keywords: "system retention impersonation avatars",
        page: page(() => import("./system/SystemSettings.tsx"), "SystemSettings"),
      },
    ],
  },
];

/** Pages of single records. */
const DETAILS: readonly PageEntry[] = [
  {
    path: "/core/applications/:slug",
    page: page(() => import("./applications/ApplicationDetail.tsx"), "ApplicationDetail"),
  },
  {
    path: "/core/providers/:id",
    page: page(() => import("./providers/ProviderDetail.tsx"), "ProviderDetail"),
  },
  { path: "/core/sources/:slug", page: page(() => import("./sources/SourceDetail.tsx"), "SourceDetail") },
  { path: "/events/log/:id", page: page(() => import("./events/EventPage.tsx"), "EventPage") },
  { path: "/flow/flows/:slug", page: page(() => import("./flows/FlowDetail.tsx"), "FlowDetail") },
  { path: "/identity/users/:id", page: page(() => import("./users/UserDetail.tsx"), "UserDetail") },
  { path: "/identity/groups/:id", page: page(() => import("./groups/GroupDetail.tsx"), "GroupDetail") },
  { path: "/identity/roles/:id", page: page(() => import("./roles/RoleDetail.tsx"), "RoleDetail") },
];

export const ROUTES: readonly PageEntry[] = [...SECTIONS.flatMap((section) => section.entries), ...DETAILS];

/** The navigation entry that a path belongs to: the longest one that it starts with. */
export function entryOf(path: string): NavigationEntry | undefined {
  return SECTIONS.flatMap((section) => section.entries)
    .filter((entry) => path === entry.path || path.startsWith(`${entry.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

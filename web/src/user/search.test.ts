import { describe, expect, it } from "vitest";
import type { Application } from "../console/api/types.ts";
import { grouped, launchUrl, search } from "./search.ts";

const app = (name: string, more: Partial<Application> = {}): Application => ({
  pk: name,
  name,
  slug: name.toLowerCase(),
  provider: null,
  ...more,
});

const names = (applications: Application[]) => applications.map((application) => application.name);

describe("search", () => {
  const all = [
    app("Grafana"),
    app("Node-RED", { group: "Automation" }),
    app("Gitea", { meta_description: "Code with red badges" }),
  ];

  it("gives everything for an empty text", () => {
    expect(names(search(all, "  "))).toEqual(["Grafana", "Node-RED", "Gitea"]);
  });

  it("finds a word of the name before a word of the description", () => {
    expect(names(search(all, "red"))).toEqual(["Node-RED", "Gitea"]);
  });

  it("finds by group", () => {
    expect(names(search(all, "autom"))).toEqual(["Node-RED"]);
  });

  it("forgives left-out letters in names and ignores case and accents", () => {
    expect(names(search(all, "grfn"))).toEqual(["Grafana"]);
    expect(names(search([app("Büro")], "BURO"))).toEqual(["Büro"]);
  });

  it("finds nothing where nothing fits", () => {
    expect(search(all, "zzz")).toEqual([]);
  });
});

describe("grouped", () => {
  it("puts applications without a group first and sorts by name", () => {
    const groups = grouped([app("Zulip", { group: "Chat" }), app("Wiki"), app("Element", { group: "Chat" })]);
    expect(groups.map((group) => [group.name, names(group.applications)])).toEqual([
      ["", ["Wiki"]],
      ["Chat", ["Element", "Zulip"]],
    ]);
  });
});

describe("launchUrl", () => {
  it("leads only to addresses that open something", () => {
    expect(launchUrl({ launch_url: "https://nodered.company" })).toBe("https://nodered.company");
    expect(launchUrl({ launch_url: "/flows/" })).toBe("/flows/");
    expect(launchUrl({ launch_url: "javascript:alert(1)" })).toBeNull();
    expect(launchUrl({ launch_url: "//evil.example" })).toBeNull();
    expect(launchUrl({ launch_url: null })).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { matchPath, parseHash, toHash } from "./router.ts";

describe("parseHash", () => {
  it("reads path and query", () => {
    const { path, query } = parseHash("#/identity/users?search=ann&page=2");
    expect(path).toBe("/identity/users");
    expect(Object.fromEntries(query)).toEqual({ search: "ann", page: "2" });
  });

  it("takes anything that is no route for the root", () => {
    expect(parseHash("").path).toBe("/");
    expect(parseHash("#top").path).toBe("/");
    expect(parseHash("#/").path).toBe("/");
  });

  it("ignores a slash at the end", () => {
    expect(parseHash("#/core/tokens/").path).toBe("/core/tokens");
  });
});

describe("toHash", () => {
  it("leaves out what is empty and escapes the rest", () => {
    expect(toHash("/core/tokens", { search: "a b", page: 2, ordering: "" })).toBe(
      "#/core/tokens?search=a+b&page=2",
    );
    expect(toHash("/core/tokens")).toBe("#/core/tokens");
  });
});

describe("matchPath", () => {
  it("gives the parameters, decoded", () => {
    expect(matchPath("/core/applications/:slug", "/core/applications/node%20red")).toEqual({
      slug: "node red",
    });
  });

  it("refuses another length, another word and an empty parameter", () => {
    expect(matchPath("/core/applications/:slug", "/core/applications")).toBeNull();
    expect(matchPath("/core/applications/:slug", "/core/providers/x")).toBeNull();
    expect(matchPath("/core/applications/:slug", "/core/applications/")).toBeNull();
  });
});

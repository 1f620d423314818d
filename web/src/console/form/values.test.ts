import { describe, expect, it } from "vitest";
import {
  durationError,
  randomText,
  redirectUriError,
  slugError,
  slugify,
  toInstant,
  toLocal,
  urlError,
} from "./values.ts";

describe("slugify", () => {
  it("makes a slug of a name", () => {
    expect(slugify("Node-RED")).toBe("node-red");
    expect(slugify("  Größe & Küche 2! ")).toBe("gro-e-kuche-2");
    expect(slugify("—")).toBe("");
  });
});

describe("slugError", () => {
  it("takes letters, digits, hyphens and underscores", () => {
    expect(slugError("node_red-2")).toBeUndefined();
    expect(slugError("node red")).toMatch(/letters, digits/);
    expect(slugError("")).toBeDefined();
  });

  it("refuses the provider's own addresses", () => {
    for (const slug of ["authorize", "token", "device", "userinfo", "introspect", "revoke"]) {
      expect(slugError(slug)).toMatch(/reserved/);
    }
  });
});

describe("randomText", () => {
  it("has the length asked for, letters and digits only, and never twice the same", () => {
    const text = randomText(128);
    expect(text).toMatch(/^[A-Za-z0-9]{128}$/);
    expect(randomText(128)).not.toBe(text);
  });
});

describe("durationError", () => {
  it("takes authentik's notation", () => {
    expect(durationError("hours=1;minutes=30")).toBeUndefined();
    expect(durationError("days=30")).toBeUndefined();
  });

  it("refuses the rest", () => {
    for (const text of ["", "30", "hours", "hours=", "parsecs=3", "hours=1;x"])
      expect(durationError(text)).toBeDefined();
  });
});

describe("redirectUriError", () => {
  it("takes full addresses and those of apps", () => {
    expect(redirectUriError("strict", "https://nodered.company/auth/strategy/callback/")).toBeUndefined();
    expect(redirectUriError("strict", "com.example.app:/callback")).toBeUndefined();
  });

  it("refuses relative addresses, fragments and nothing", () => {
    expect(redirectUriError("strict", "/callback")).toMatch(/full address/);
    expect(redirectUriError("strict", "https://a.example/#x")).toMatch(/after #/);
    expect(redirectUriError("strict", " ")).toBeDefined();
  });

  it("checks that a pattern is one", () => {
    expect(redirectUriError("regex", "https://.*\\.example/callback")).toBeUndefined();
    expect(redirectUriError("regex", "https://(")).toMatch(/regular expression/);
  });
});

describe("urlError", () => {
  it("takes nothing, full addresses and placeholders", () => {
    expect(urlError("")).toBeUndefined();
    expect(urlError("https://a.example/%(username)s")).toBeUndefined();
    expect(urlError("a.example")).toBeDefined();
  });
});

describe("local date and time", () => {
  it("is the same instant after a round trip", () => {
    const instant = new Date("2026-11-23T12:35:00Z");
    expect(toInstant(toLocal(instant))).toBe(instant.toISOString());
    expect(toInstant("")).toBeNull();
  });
});

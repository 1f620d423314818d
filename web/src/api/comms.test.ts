import { describe, expect, it } from "vitest";
import { topicMatches } from "./comms";

describe("topicMatches", () => {
  it("matches equal topics only, without wildcards", () => {
    expect(topicMatches("debug", "debug")).toBe(true);
    expect(topicMatches("debug", "debug/x")).toBe(false);
    expect(topicMatches("status/a", "status")).toBe(false);
  });

  it("takes + for exactly one level and # for all that follow", () => {
    expect(topicMatches("status/+", "status/n1")).toBe(true);
    expect(topicMatches("status/+", "status/n1/x")).toBe(false);
    expect(topicMatches("notification/#", "notification/node/added")).toBe(true);
  });
});

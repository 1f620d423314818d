import { describe, expect, it } from "vitest";
import { byDay, niceMaximum } from "./days.ts";

describe("byDay", () => {
  const today = new Date(2026, 10, 23, 12);

  it("counts each action on its local day, and keeps days without any", () => {
    const days = byDay(
      [
        { action: "login", time: new Date(2026, 10, 23, 1).toISOString(), count: 2 },
        { action: "login", time: new Date(2026, 10, 23, 9).toISOString(), count: 1 },
        { action: "login_failed", time: new Date(2026, 10, 22, 9).toISOString(), count: 4 },
        { action: "login", time: new Date(2026, 9, 1).toISOString(), count: 9 },
      ],
      today,
    );
    expect(days).toHaveLength(7);
    expect(days[6]?.counts).toEqual({ login: 3 });
    expect(days[5]?.counts).toEqual({ login_failed: 4 });
    expect(days[0]?.counts).toEqual({});
  });
});

describe("niceMaximum", () => {
  it("is a round number that is not below", () => {
    expect([0, 1, 3, 7, 12, 60, 200].map(niceMaximum)).toEqual([1, 1, 5, 10, 20, 100, 200]);
  });
});

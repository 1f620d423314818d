import { describe, expect, it } from "vitest";
import { bySlot, countSince, niceMaximum } from "./days.ts";

const now = new Date(2026, 10, 23, 15, 30);
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();

describe("bySlot", () => {
  it("puts counts into their day and adds them up", () => {
    const days = bySlot(
      [
        { action: "login", time: at(23, 8), count: 2 },
        { action: "login", time: at(23, 12), count: 1 },
        { action: "login_failed", time: at(17, 0), count: 4 },
      ],
      now,
    );
    expect(days).toHaveLength(7);
    expect(days[6]?.counts).toEqual({ login: 3 });
    expect(days[0]?.counts).toEqual({ login_failed: 4 });
  });

  it("leaves out what is older, and slots that have not begun", () => {
    const slots = bySlot([{ action: "login", time: at(1, 8), count: 2 }], now, 2, 8);
    expect(slots.map((slot) => slot.time.getHours())).toEqual([0, 8, 16, 0, 8]);
    expect(slots.every((slot) => Object.keys(slot.counts).length === 0)).toBe(true);
  });
});

it("counts an action since some days", () => {
  const volumes = [
    { action: "login", time: at(23, 8), count: 2 },
    { action: "login", time: at(20, 8), count: 5 },
    { action: "logout", time: at(23, 8), count: 9 },
  ];
  expect(countSince(volumes, "login", now, 1)).toBe(2);
  expect(countSince(volumes, "login", now, 7)).toBe(7);
});

describe("niceMaximum", () => {
  it("is a round number not below the value", () => {
    expect([0, 1, 3, 7, 12, 99].map(niceMaximum)).toEqual([1, 1, 5, 10, 20, 100]);
  });
});

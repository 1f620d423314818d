import { describe, expect, it } from "vitest";
import { hasError, LiveWires, rateOf, rateText } from "./wires";

const report = (t: number, count: number, more = {}) => ({
  flow: "f",
  t,
  wires: [{ wire: ["a", 0, "b"] as [string, number, string], count, at: t, ...more }],
});

describe("LiveWires", () => {
  it("works out how many messages a second went over a wire", () => {
    const wires = new LiveWires();
    for (let tick = 0; tick <= 12; tick++) wires.take(report(tick * 250, tick * 25), tick * 250);
    expect(rateOf(wires.byKey.get("a>0>b")!, 3000)).toBeCloseTo(100, 0);
  });

  it("lets the rate of a wire that rests fall to nothing", () => {
    const wires = new LiveWires();
    wires.take(report(0, 1), 0);
    wires.take(report(250, 50), 250);
    expect(rateOf(wires.byKey.get("a>0>b")!, 1000)).toBeGreaterThan(10);
    expect(rateOf(wires.byKey.get("a>0>b")!, 10_000)).toBe(0);
  });

  it("keeps no more counts of a wire that nobody looks at than a rate is worked out from", () => {
    const wires = new LiveWires();
    for (let tick = 0; tick <= 1000; tick++) wires.take(report(tick * 250, tick), tick * 250);
    expect(wires.byKey.get("a>0>b")!.samples.length).toBeLessThan(16);
  });

  it("begins anew where the server does", () => {
    const wires = new LiveWires();
    wires.take(report(0, 900), 0);
    wires.take(report(60_000, 2), 60_000);
    expect(rateOf(wires.byKey.get("a>0>b")!, 60_000)).toBeLessThan(3);
  });

  it("keeps the last value where a later report has none, and an error for a while", () => {
    const wires = new LiveWires();
    wires.take(
      report(5000, 1, { value: { msg: "{}", format: "Object" }, error: "no", error_at: 5000 }),
      1000,
    );
    wires.take(report(6000, 2), 2000);
    const live = wires.byKey.get("a>0>b")!;
    expect(live.report.value).toEqual({ msg: "{}", format: "Object" });
    expect(hasError(live, 2000)).toBe(true);
    expect(hasError(live, 60_000)).toBe(false);
  });
});

describe("rateText", () => {
  it.each([
    [0.34, "0.3/s"],
    [2, "2/s"],
    [12.4, "12/s"],
    [4200, "4.2k/s"],
    [25_000, "25k/s"],
  ])("shows %d as %s", (rate, text) => expect(rateText(rate)).toBe(text));
});

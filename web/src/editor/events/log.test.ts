import { beforeEach, describe, expect, it } from "vitest";
import { clearEvents, logEvent, useEvents } from "./log";

beforeEach(clearEvents);

describe("the event log", () => {
  it("keeps what was said, in order", () => {
    logEvent({ kind: "success", title: "Deployed" });
    logEvent({ kind: "error", title: "Failed", description: "why" });
    expect(useEvents.getState().events.map(({ title, description }) => [title, description])).toEqual([
      ["Deployed", ""],
      ["Failed", "why"],
    ]);
  });

  it("counts what is said again", () => {
    for (let time = 0; time < 3; time += 1) logEvent({ kind: "info", title: "1 node copied" });
    expect(useEvents.getState().events.map(({ count }) => count)).toEqual([3]);
  });

  it("forgets the oldest of very many", () => {
    for (let time = 0; time < 510; time += 1) logEvent({ kind: "info", title: `${time}` });
    const { events } = useEvents.getState();
    expect([events.length, events[0]?.title]).toEqual([500, "10"]);
  });
});

import { describe, expect, it } from "vitest";
import { readSchedule, scheduleText, writeSchedule } from "./schedule";

describe("schedules", () => {
  it.each([
    ["", "", "no"],
    ["5", "", "every 5 seconds"],
    ["0.5", "", "every 0.5 seconds"],
    ["90", "", "every 90 seconds"],
    ["300", "", "every 5 minutes"],
    ["7200", "", "every 2 hours"],
    ["", "30 8 * * *", "at 08:30"],
    ["", "0 0 * * 1,2,3", "at 00:00 on Mon, Tue, Wed"],
    ["", "*/5 8-17 * * 1,0", "every 5 minutes from 8:00 to 18:00 on Mon, Sun"],
    ["", "*/10 22 * * *", "every 10 minutes from 22:00 to 23:00"],
    ["", "0 9-16 * * *", "every 60 minutes from 9:00 to 17:00"],
    ["", "0 12 1 * *", "0 12 1 * *"],
    ["", "*/5 22-3 * * *", "*/5 22-3 * * *"],
    ["", "@daily", "@daily"],
  ])("read %j and %j, and write them as they were", (repeat, crontab, text) => {
    const schedule = readSchedule(repeat, crontab);
    expect(scheduleText(schedule)).toBe(text);
    expect(writeSchedule(schedule)).toEqual({ repeat, crontab });
  });

  it("leave a variable for the interval alone", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a flow names an environment variable.
    const repeat = "${EVERY}";
    expect(writeSchedule(readSchedule(repeat, ""))).toEqual({ repeat, crontab: "" });
  });
});

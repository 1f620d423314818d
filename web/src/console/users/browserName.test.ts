import { expect, it } from "vitest";
import { browserName } from "./browserName.ts";

it("names browser and system from the User-Agent header", () => {
  expect(
    browserName({
      last_user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36",
    }),
  ).toBe("Chrome on Linux");
  expect(
    browserName({ last_user_agent: "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0" }),
  ).toBe("Firefox on Windows");
});

it("prefers what the server found out, and shows the header itself as a last resort", () => {
  expect(browserName({ user_agent: { user_agent: { family: "Opera" }, os: { family: "Plan 9" } } })).toBe(
    "Opera on Plan 9",
  );
  expect(browserName({ last_user_agent: "some-program/1.0" })).toBe("some-program/1.0");
  expect(browserName({})).toBe("Unknown browser");
});

import { expect, it } from "vitest";
import { propertiesOf } from "./shape";

it("names every property that was seen, with kind and sample", () => {
  expect(
    propertiesOf({
      kinds: ["object"],
      properties: {
        payload: {
          kinds: ["object", "null"],
          properties: { "two words": { kinds: ["number"], sample: "5" } },
        },
        parts: { kinds: ["array"], items: { kinds: ["object"], properties: { id: { kinds: ["string"] } } } },
      },
    }),
  ).toEqual([
    { path: "payload", detail: "object | null" },
    { path: 'payload["two words"]', detail: "number: 5" },
    { path: "parts", detail: "array" },
    { path: "parts[0]", detail: "object" },
    { path: "parts[0].id", detail: "string" },
  ]);
});

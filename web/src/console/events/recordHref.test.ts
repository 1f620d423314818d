import { expect, it } from "vitest";
import { recordHref } from "./recordHref.ts";

it("leads to the record that an event is about", () => {
  expect(recordHref({ action: "model_updated", context: { model: { model_name: "user", pk: 7 } } })).toBe(
    "#/identity/users/7",
  );
  expect(recordHref({ action: "authorize_application", context: { target: "application:node-red" } })).toBe(
    "#/core/applications/node-red",
  );
});

it("leads nowhere where there is no page, or none any more", () => {
  expect(
    recordHref({ action: "model_deleted", context: { model: { model_name: "user", pk: 7 } } }),
  ).toBeNull();
  expect(recordHref({ action: "login", context: {} })).toBeNull();
  expect(
    recordHref({ action: "model_updated", context: { model: { model_name: "other", pk: 7 } } }),
  ).toBeNull();
});

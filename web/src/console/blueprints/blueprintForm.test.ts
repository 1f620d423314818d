import { expect, test } from "vitest";
import { checkValues, toBody, valuesOf } from "../form/spec.ts";
import { blueprintForm } from "./blueprintForm.tsx";

const FORM = blueprintForm([{ path: "apps.yaml" }]);

test("a blueprint without a file needs a text", async () => {
  const values = { ...(await valuesOf(FORM)), name: "Apps" };
  expect(Object.keys(await checkValues(FORM, values, false))).toEqual(["content"]);
  expect(await checkValues(FORM, { ...values, path: "apps.yaml" }, false)).toEqual({});
});

test("a blueprint of a file is sent without a text", async () => {
  const values = { ...(await valuesOf(FORM)), name: "Apps", path: "apps.yaml", content: "version: 1" };
  expect(await toBody(FORM, values, false)).toMatchObject({ path: "apps.yaml", content: "" });
});

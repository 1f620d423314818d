import { describe, expect, test } from "vitest";
import { checkValues, toBody, valuesOf } from "../form/spec.ts";
import { TRANSPORT_FORM } from "./transportForm.ts";

describe("the form of a transport", () => {
  test("asks for an address of webhooks only", async () => {
    const values = { ...(await valuesOf(TRANSPORT_FORM)), name: "Chat" };
    expect(await checkValues(TRANSPORT_FORM, values, false)).toEqual({});
    const found = await checkValues(TRANSPORT_FORM, { ...values, mode: "webhook_slack" }, false);
    expect(Object.keys(found)).toEqual(["webhook_url"]);
  });

  test("keeps the blank after the subject prefix", async () => {
    const body = await toBody(TRANSPORT_FORM, await valuesOf(TRANSPORT_FORM), false);
    expect(body.email_subject_prefix).toBe("Wirelatch Notification: ");
  });
});

import { describe, expect, it } from "vitest";
import { KEPT_SECRET } from "../../forms";
import { closeSecrets, openSecrets } from "./secret-env";

const flow = { id: "t", type: "tab", env: [{ name: "KEY", type: "cred" }] };
const kept = [{ name: "KEY", type: "cred", value: KEPT_SECRET }];

describe("secret environment variables", () => {
  it("stand in the form as kept, and are not sent again when nobody retyped them", () => {
    expect(openSecrets(flow)).toEqual(kept);
    expect(closeSecrets(flow, kept)).toEqual({ env: flow.env });
  });

  it("become credentials, without a value in the record", () => {
    expect(closeSecrets(flow, [{ name: "KEY", type: "cred", value: "new" }])).toEqual({
      env: flow.env,
      credentials: { KEY: "new" },
    });
  });

  it("are deleted with their variable, and lost when it gets another name", () => {
    expect(closeSecrets(flow, [])).toEqual({ env: [], credentials: { KEY: "" } });
    expect(closeSecrets(flow, [{ name: "OTHER", type: "cred", value: KEPT_SECRET }]).credentials).toEqual({
      KEY: "",
      OTHER: "",
    });
  });

  it("of the global configuration lie in a map, as Node-RED keeps them", () => {
    const config = { id: "g", type: "global-config", env: [] };
    expect(closeSecrets(config, [{ name: "KEY", type: "cred", value: "s" }])).toEqual({
      env: [{ name: "KEY", type: "cred", value: KEPT_SECRET }],
      credentials: { map: { KEY: "s", has_KEY: true } },
    });
  });

  it("that stand in a file in clear move to the credentials with the next edit", () => {
    const old = { id: "t", type: "tab", env: [{ name: "KEY", type: "cred", value: "clear" }] };
    expect(closeSecrets(old, [...openSecrets(old), { name: "N", type: "num", value: "1" }])).toEqual({
      env: [
        { name: "KEY", type: "cred" },
        { name: "N", type: "num", value: "1" },
      ],
      credentials: { KEY: "clear" },
    });
  });
});

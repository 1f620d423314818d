import { expect, it } from "vitest";
import { toTree } from "./paths.ts";

it("makes folders of paths, with those between", () => {
  expect(toTree(["users/staff/night", "users", "goauthentik.io/sources"])).toEqual([
    {
      name: "goauthentik.io",
      path: "goauthentik.io",
      folders: [{ name: "sources", path: "goauthentik.io/sources", folders: [] }],
    },
    {
      name: "users",
      path: "users",
      folders: [
        {
          name: "staff",
          path: "users/staff",
          folders: [{ name: "night", path: "users/staff/night", folders: [] }],
        },
      ],
    },
  ]);
});

import { expect, test } from "vitest";
import { firstFlows } from "./folding";

test("flows are unfolded until a hundred nodes are listed, the first in any case", () => {
  expect(firstFlows([10, 20, 30])).toBe(3);
  expect(firstFlows([60, 40, 1])).toBe(2);
  expect(firstFlows([805, 2])).toBe(1);
  expect(firstFlows([])).toBe(0);
});

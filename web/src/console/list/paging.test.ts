import { describe, expect, it } from "vitest";
import { pageAfterDelete, rangeText, readListState, toOrdering, toSort } from "./paging.ts";

describe("readListState", () => {
  it("reads page, search and order", () => {
    expect(readListState(new URLSearchParams("page=3&search=ann&ordering=-name"))).toEqual({
      page: 3,
      search: "ann",
      ordering: "-name",
      pageSize: 20,
    });
  });

  it("takes nonsense for the first page, and the list's own order where none is given", () => {
    expect(readListState(new URLSearchParams("page=-1"), "name")).toEqual({
      page: 1,
      search: "",
      ordering: "name",
      pageSize: 20,
    });
    expect(readListState(new URLSearchParams("page=x")).page).toBe(1);
    expect(readListState(new URLSearchParams("page_size=100000")).pageSize).toBe(20);
  });
});

describe("ordering", () => {
  it("is the same after a round trip through a sort descriptor", () => {
    for (const ordering of ["name", "-created"]) {
      const sort = toSort(ordering);
      expect(sort && toOrdering(sort)).toBe(ordering);
    }
    expect(toSort("")).toBeUndefined();
  });
});

describe("rangeText", () => {
  it("says which entries are shown", () => {
    expect(rangeText({ start_index: 21, end_index: 40, count: 57 })).toBe("21–40 of 57");
    expect(rangeText({ start_index: 1, end_index: 1, count: 1 })).toBe("1 of 1");
    expect(rangeText({ start_index: 0, end_index: 0, count: 0 })).toBe("No entries");
  });
});

describe("pageAfterDelete", () => {
  it("goes back when the last page became empty, and only then", () => {
    expect(pageAfterDelete(3, 2, 2)).toBe(2);
    expect(pageAfterDelete(3, 1, 2)).toBe(3);
    expect(pageAfterDelete(1, 2, 2)).toBe(1);
  });
});

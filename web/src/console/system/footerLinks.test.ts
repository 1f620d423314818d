import { expect, it } from "vitest";
import { linksFromText, linksToText } from "./footerLinks.ts";

it("reads a name and an address from each line", () => {
  expect(
    linksFromText("Imprint https://a.example/imprint\n\n Terms of use  https://a.example/terms "),
  ).toEqual([
    { name: "Imprint", href: "https://a.example/imprint" },
    { name: "Terms of use", href: "https://a.example/terms" },
  ]);
});

it("takes a line without an address for words, and an address alone for a link to that host", () => {
  expect(linksFromText("Made in Ghent\nhttps://a.example/x")).toEqual([
    { name: "Made in Ghent", href: null },
    { name: "a.example", href: "https://a.example/x" },
  ]);
});

it("writes what it reads", () => {
  const links = [
    { name: "Imprint", href: "https://a.example/imprint" },
    { name: "Made in Ghent", href: null },
  ];
  expect(linksFromText(linksToText(links))).toEqual(links);
});

/**
 * Evaluates the settings.js named on the command line and writes what it exports to the file named after it, as JSON.
 * What JSON cannot hold is written as {"$wirelatch": "<what it was>"}, a module as {"$module": "<its name>"}; a failure
 * as {"$error": "<its text>"}.
 */
"use strict";
const fs = require("node:fs");
const { builtinModules } = require("node:module");
const path = require("node:path");

const [file, result] = process.argv.slice(2);
const DEPTH = 20;

const stand = (what) => ({ $wirelatch: what });

/** The names of the modules that have been loaded, by what they export. */
function loadedModules() {
  const names = new Map();
  for (const id of Object.keys(require.cache)) {
    const found = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](?!.*node_modules)/.exec(id);
    const exported = require.cache[id].exports;
    if (found && !names.has(exported)) names.set(exported, found[1].replace("\\", "/"));
  }
  for (const name of builtinModules) {
    if (name.startsWith("_")) continue;
    const exported = process.getBuiltinModule(name);
    if (!names.has(exported)) names.set(exported, name);
  }
  return names;
}

let modules = new Map();

function plain(value, above) {
  if (value === undefined) return undefined;
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : stand("a number that JSON cannot hold");
  if (modules.has(value)) return { $module: modules.get(value) };
  if (typeof value === "function") return stand("a function");
  if (typeof value !== "object") return stand(`a ${typeof value}`);
  if (above.includes(value) || above.length > DEPTH) return stand("an object that holds itself");
  const inner = [...above, value];
  if (Array.isArray(value)) return value.map((item) => plain(item, inner) ?? null);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return stand(`an object of the class ${value.constructor?.name || "?"}`);
  }
  const out = {};
  for (const key of Object.keys(value)) {
    const item = plain(value[key], inner);
    if (item !== undefined) out[key] = item;
  }
  return out;
}

async function main() {
  let answer;
  try {
    const exported = await require(path.resolve(file));
    modules = loadedModules();
    modules.delete(exported);
    answer = plain(exported, []);
  } catch (error) {
    const place = /[^/\\\s(]+\.[cm]?js:\d+/.exec(error?.stack ?? "");
    const text = String(error?.message ?? error).split("\n", 1)[0];
    answer = { $error: `${error?.name ?? "Error"}: ${text}${place ? ` (${place[0]})` : ""}` };
  }
  fs.writeFileSync(result, JSON.stringify(answer ?? {}));
  process.exit(0);
}

main();

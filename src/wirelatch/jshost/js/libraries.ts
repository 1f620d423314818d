/**
 * Modules that functions use: those of Node.js itself, and npm packages of the user directory.
 *
 * A module is written as `package`, `@scope/package`, `package/inside`, with a version behind `@` or not; Python sees to
 * it that it is allowed and installed (`wirelatch/jshost/modules.py`).
 */
import { createRequire, isBuiltin } from "node:module";
import { pathToFileURL } from "node:url";
import { PlainError } from "./errors";

export interface Specifier {
  name: string;
  subpath: string;
  version: string;
  builtIn: boolean;
}

export function parseSpecifier(text: string): Specifier {
  const match = /^((?:@[^/]+\/)?[^/@]+)(\/[^@]+)?(?:@([\s\S]+))?$/.exec(text.trim());
  if (!match) throw new PlainError("Invalid module name");
  const name = match[1] as string;
  const subpath = match[2] ?? "";
  return { name, subpath, version: match[3] ?? "", builtIn: isBuiltin(name) || isBuiltin(name + subpath) };
}

/** What a function gets as its variable: the default export where there is one. */
export async function importModule(specifier: Specifier, directory: string): Promise<unknown> {
  const path = specifier.name + specifier.subpath;
  if (specifier.builtIn) return unwrap(await import(path.startsWith("node:") ? path : `node:${path}`));
  const found = createRequire(`${directory}/package.json`).resolve(path);
  return unwrap(await import(pathToFileURL(found).href));
}

/** The same at once, for what the global context holds; it must be installed. */
export function requireModule(specifier: Specifier, directory: string): unknown {
  const path = specifier.name + specifier.subpath;
  try {
    return createRequire(`${directory}/package.json`)(path);
  } catch (error) {
    const [reason] = String(error).split("\n");
    throw new PlainError(`the module ${path} of the global context cannot be loaded: ${reason}`);
  }
}

function unwrap(namespace: Record<string, unknown>): unknown {
  return namespace.default || namespace;
}

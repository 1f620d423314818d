/** Prints, as JSON, what the HTML files of Node-RED's core nodes register: `node read_definitions.cjs FOLDER`. */
"use strict";

const { readFileSync, readdirSync } = require("fs");
const path = require("path");
const vm = require("vm");

const types = {};

/** Stands for everything of the browser and of the editor that a file may touch while it is loaded. */
function anything() {
    return new Proxy(function () {}, {
        get: (_, name) => (name === Symbol.toPrimitive ? () => "" : anything()),
        apply: () => anything(),
        construct: () => anything(),
    });
}

function plain(value) {
    return value === undefined || typeof value === "function" ? undefined : JSON.parse(JSON.stringify(value));
}

function property({ value, required, type, validate }) {
    return { value: plain(value), required: required === true, type, validated: validate !== undefined };
}

function registerType(name, definition) {
    const { category, color, inputs, outputs, align, defaults = {}, credentials = {}, button } = definition;
    types[name] = {
        category,
        color,
        inputs: inputs ?? 0,
        outputs: outputs ?? 0,
        align: align ?? "left",
        button: button !== undefined,
        properties: Object.fromEntries(Object.entries(defaults).map(([key, item]) => [key, property(item)])),
        credentials: Object.fromEntries(Object.entries(credentials).map(([key, item]) => [key, item.type])),
    };
}

const known = { nodes: { registerType }, settings: { get: (_, otherwise) => otherwise }, plugins: { registerPlugin: () => {} } };
const RED = new Proxy(known, { get: (target, name) => target[name] ?? anything() });

const folder = process.argv[2];
for (const name of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html"))) {
    const scripts = readFileSync(path.join(folder, name), "utf8").matchAll(
        /<script type="text\/javascript">([\s\S]*?)<\/script>/g,
    );
    for (const [, script] of scripts) {
        const context = { RED, $: anything(), jQuery: anything(), window: anything(), document: anything(), console };
        vm.runInNewContext(script, context, { filename: name });
    }
}
process.stdout.write(JSON.stringify(types));

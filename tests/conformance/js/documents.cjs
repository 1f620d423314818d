/** In the place of Node-RED's `flows/util` and `auth/permissions`, for their specs: ours, in the agent (`../documents.py`). */
"use strict";

const { now } = require("./connection.cjs");

const VARIABLES = /\$[({]([^)}]+)[)}]/g;
const sources = new WeakMap();
let excluded = [];

/** Node-RED's registry of types: the spec stubs it. */
const registry = { get: () => true };

function parseConfig(records) {
    const parsed = now("parse", records);
    const known = (type) => ["tab", "subflow", "group"].includes(type) || type.startsWith("subflow:") || registry.get(type);
    parsed.missingTypes = [...new Set(records.map((record) => record.type).filter((type) => !known(type)))];
    sources.set(parsed, structuredClone(records));
    return parsed;
}

function mapEnvVarProperties(target, name, flow) {
    const settings = {};
    for (const [, variable] of JSON.stringify(target[name]).matchAll(VARIABLES)) {
        const value = flow.getSetting(variable);
        if (value !== undefined) settings[variable] = value;
    }
    target[name] = now("substitute", target[name], settings);
}

const flowUtil = {
    init(runtime) {
        excluded = runtime?.settings?.envVarExcludes ?? [];
    },
    parseConfig,
    diffConfigs: (before, after) => now("diff", sources.get(before), sources.get(after)),
    diffNodes: (before, after) => (before === null ? true : now("record_changed", before, after)),
    mapEnvVarProperties,
    getEnvVar: (name) => now("process_variable", name, excluded),
};

const permissions = {
    hasPermission(scope, wanted) {
        return [wanted].flat().every((permission) => now("permission", scope, permission));
    },
};

module.exports = { flowUtil, permissions, registry };

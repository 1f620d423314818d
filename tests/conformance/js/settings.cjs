/** `RED.settings` and `process.env`: what a spec sets in them is set in the agent before anything that follows. */
"use strict";

const { tell } = require("./connection.cjs");

const values = {};

const proxy = new Proxy(values, {
    set(target, name, value) {
        target[name] = value;
        tell("setting", [name, value]);
        return true;
    },
    deleteProperty(target, name) {
        delete target[name];
        tell("setting", [name, undefined]);
        return true;
    },
});

function replace(given) {
    for (const name of Object.keys(values)) if (!(name in given)) delete proxy[name];
    Object.assign(proxy, given);
}

const real = process.env;
process.env = new Proxy(real, {
    set(target, name, value) {
        target[name] = value;
        tell("environment", [name, String(value)]);
        return true;
    },
    deleteProperty(target, name) {
        delete target[name];
        tell("environment", [name, null]);
        return true;
    },
});

module.exports = { proxy, replace };

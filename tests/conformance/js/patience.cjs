/**
 * More time for specs: the runtime is another process here, and its JavaScript a third one.
 *
 * Every timeout is multiplied. A spec that waits some milliseconds for something to have happened, as specs of Node-RED
 * do with `setTimeout(check, 20)`, waits besides until what it set in motion has been worked off.
 */
"use strict";

const Runnable = require("mocha/lib/runnable");

const patience = Number(process.env.WL_PATIENCE ?? 3);
const timeout = Runnable.prototype.timeout;
Runnable.prototype.timeout = function (...args) {
    return timeout.apply(this, args.length && typeof args[0] === "number" ? [args[0] * patience] : args);
};

const SHORT = 100;
const setTimer = global.setTimeout;

function setTimeoutPatiently(callback, delay, ...args) {
    if (!(delay > 0 && delay <= SHORT)) return setTimer(callback, delay, ...args);
    const { ask } = require("./connection.cjs");
    return setTimer(() => ask("settle").finally(() => setImmediate(callback, ...args)), delay);
}

global.setTimeout = Object.defineProperties(setTimeoutPatiently, Object.getOwnPropertyDescriptors(setTimer));

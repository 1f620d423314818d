/** Loaded by mocha before a spec: puts the shims in place, gives tests more time, ends the process when they are done. */
"use strict";

const Module = require("module");
const path = require("path");

// A Map, as `should` gives every object a property `should`.
const shims = new Map([
    ["node-red-node-test-helper", path.join(__dirname, "helper.cjs")],
    ["nr-test-utils", path.join(__dirname, "red.cjs")],
]);
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
    return shims.get(request) ?? resolve.call(this, request, ...rest);
};

require("./patience.cjs");

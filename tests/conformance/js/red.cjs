/** In the place of `nr-test-utils`: modules of Node-RED's that specs load by path, as far as a foreign runtime has them. */
"use strict";

const path = require("path");
const connection = require("./connection.cjs");
const settings = require("./settings.cjs");

const context = {
    init: (given) => connection.tell("stores", [given?.contextStorage ?? null]),
    load: async () => {},
    clean: async () => {},
    close: async () => {},
};

const red = {
    settings: settings.proxy,
    get util() {
        return require("@node-red/util").util;
    },
    get log() {
        return require("@node-red/util").log;
    },
};

const proxyHelper = {
    getProxyForUrl: (url, options) => connection.now("proxy", String(url?.href ?? url ?? ""), options ?? {}),
};

const KNOWN = {
    "@node-red/runtime/lib/nodes/context": context,
    "node-red/lib/red": red,
    "node-red/lib/red.js": red,
    "@node-red/nodes/core/network/lib/proxyHelper": proxyHelper,
    "@node-red/nodes/core/network/lib/proxyHelper.js": proxyHelper,
};

module.exports = {
    require(file) {
        const name = file.replace(/\/+$/, "");
        if (Object.hasOwn(KNOWN, name)) return KNOWN[name];
        if (name === "@node-red/util" || name.startsWith("@node-red/util/")) return require(name);
        return Object.assign(() => {}, { module: name });
    },
    resolve: (file) => path.join(process.env.WL_SPECS ?? "", "..", "packages", "node_modules", file),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

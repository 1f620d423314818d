/** In the place of `nr-test-utils`: modules of Node-RED's that specs load by path, as far as a foreign runtime has them. */
"use strict";

const path = require("path");
const connection = require("./connection.cjs");
const settings = require("./settings.cjs");

const context = {
    // Specs go on at once, and count the milliseconds from then.
    init: (given) => connection.now("stores", given?.contextStorage ?? null),
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

let answered;
const proxyHelper = {
    getProxyForUrl: (url, options) =>
        answered ?? connection.now("proxy", String(url?.href ?? url ?? ""), options ?? {}),
};

/** A node has asked for its proxy: note it, where the spec has put a spy in the place of the function. */
function proxyAsked(url, options, answer) {
    if (!proxyHelper.getProxyForUrl.isSinonProxy) return;
    answered = answer;
    proxyHelper.getProxyForUrl(url, options);
    answered = undefined;
}

const KNOWN = {
    get "@node-red/runtime/lib/flows/util"() {
        return require("./documents.cjs").flowUtil;
    },
    get "@node-red/editor-api/lib/auth/permissions"() {
        return require("./documents.cjs").permissions;
    },
    get "@node-red/registry"() {
        return require("./documents.cjs").registry;
    },
    get "@node-red/util"() {
        return require("./util.cjs");
    },
    "@node-red/runtime/lib/nodes/context": context,
    get "@node-red/runtime/lib/nodes/context/index"() {
        return require("./stores.cjs").index;
    },
    get "@node-red/runtime/lib/nodes/context/memory"() {
        return require("./stores.cjs").memory;
    },
    get "@node-red/runtime/lib/nodes/context/localfilesystem"() {
        return require("./stores.cjs").localfilesystem;
    },
    "node-red/lib/red": red,
    "node-red/lib/red.js": red,
    "@node-red/nodes/core/network/lib/proxyHelper": proxyHelper,
    "@node-red/nodes/core/network/lib/proxyHelper.js": proxyHelper,
};

module.exports = {
    proxyAsked,
    require(file) {
        const name = file.replace(/\/+$/, "");
        if (Object.hasOwn(KNOWN, name)) return KNOWN[name];
        return Object.assign(() => {}, { module: name });
    },
    resolve: (file) => path.join(process.env.WL_SPECS ?? "", "..", "packages", "node_modules", file),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

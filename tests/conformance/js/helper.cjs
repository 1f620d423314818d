/** In the place of `node-red-node-test-helper`: the same methods, on our runtime. */
"use strict";

const EventEmitter = require("events");
const sinon = require("sinon");
const supertest = require("supertest");
require("should");
require("should-sinon");
const connection = require("./connection.cjs");
const { NodeProxy, forgetSent } = require("./node.cjs");
const { proxyAsked } = require("./red.cjs");
const settings = require("./settings.cjs");

const LEVELS = { FATAL: 10, ERROR: 20, WARN: 30, INFO: 40, DEBUG: 50, TRACE: 60, AUDIT: 98, METRIC: 99 };
let load = 0;
let nodes = new Map();
let fields = {};
let log = newLog();
let url;
/** What happened before the spec had the nodes. */
let early = null;

connection.listen((from, kind, id, args) => {
    if (from !== load) return;
    if (kind === "log") return log({ ...args[0], timestamp: Date.now() });
    if (kind === "proxy") return proxyAsked(...args);
    if (early) early.push([id, kind, args]);
    else happened(id, kind, args);
});

function happened(id, kind, args) {
    const node = proxy(id);
    if (!node) return;
    if (kind === "fields") return Object.assign(node, args[0]);
    NodeProxy.record(node, kind, args);
    NodeProxy.happened(node, kind, args);
}

function newLog() {
    return Object.assign(sinon.spy(), LEVELS);
}

function proxy(id) {
    if (!nodes.has(id) && fields[id]) nodes.set(id, new NodeProxy(load, fields[id]));
    return nodes.get(id);
}

function loaded(result) {
    fields = result;
    nodes = new Map();
}

class NodeTestHelper extends EventEmitter {
    init() {}

    settings(given) {
        if (given) settings.replace(given);
        return settings.proxy;
    }

    load(types, flow, credentials, done) {
        if (typeof credentials === "function") {
            done = credentials;
            credentials = {};
        }
        load += 1;
        log = newLog();
        loaded({});
        early = [];
        forgetSent();
        return new Promise((resolve, reject) => {
            connection.tell("load", [load, flow, credentials ?? {}], (error, result) => {
                const before = early ?? [];
                early = null;
                if (error) {
                    if (done) done(error);
                    else reject(error);
                    return;
                }
                loaded(result);
                for (const [id, kind, args] of before) if (proxy(id)) NodeProxy.record(proxy(id), kind, args);
                setImmediate(() => {
                    for (const [id, kind, args] of before) if (proxy(id)) NodeProxy.happened(proxy(id), kind, args);
                });
                resolve();
                if (done) done();
            });
        });
    }

    unload() {
        load += 1;
        nodes = new Map();
        fields = {};
        return connection.ask("unload");
    }

    clearFlows() {
        nodes = new Map();
        fields = {};
        return connection.ask("clear");
    }

    async setFlows(flow, kind, credentials, done) {
        if (typeof credentials === "function") [done, credentials] = [credentials, {}];
        try {
            loaded(await connection.ask("deploy", flow, typeof kind === "string" ? kind : "full", credentials ?? {}));
            if (done) done();
        } catch (error) {
            if (!done) throw error;
            done(error);
        }
    }

    getNode(id) {
        return proxy(id);
    }

    async startServer(done) {
        if (done) done();
    }

    async stopServer(done) {
        if (done) done();
    }

    url() {
        url ??= connection.now("url");
        return url;
    }

    request() {
        return supertest(this.url());
    }

    log() {
        return log;
    }
}

module.exports = new NodeTestHelper();
module.exports.NodeTestHelper = NodeTestHelper;

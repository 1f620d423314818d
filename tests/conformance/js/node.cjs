/** A node of our runtime as a spec sees it: fields, events, spies, context. */
"use strict";

const { randomBytes } = require("crypto");
const EventEmitter = require("events");
const { isDeepStrictEqual } = require("util");
const sinon = require("sinon");
const { ask, now, tell } = require("./connection.cjs");
const { socketsOf } = require("./websocket.cjs");

const CALL = "call:";
const SPIED = ["log", "status", "warn", "error", "debug", "trace", "send"];
const swallowed = [];
let recording = false;

class NodeProxy extends EventEmitter {
    #id;
    #listening = false;

    /** `load` numbers the flow: what a spec does to a node of an earlier one has no effect. */
    constructor(load, fields) {
        super();
        this.setMaxListeners(0);
        this.#id = [load, fields.id];
        this.#listening = fields.type === "helper";
        Object.assign(this, fields);
        // Specs of nodes with credentials give them to the running node.
        let credentials = fields.credentials ?? {};
        Object.defineProperty(this, "credentials", {
            get: () => credentials,
            set: (given) => tell("credentials", [...this.#id, (credentials = given)]),
            enumerable: fields.credentials !== undefined,
            configurable: true,
        });
        if (fields.type.startsWith("websocket-"))
            Object.defineProperty(this, "server", { value: socketsOf(this, this.#id), configurable: true });
        if (fields.type === "mqtt-broker") this.client = { end: () => tell("break", this.#id) };
        for (const method of SPIED) {
            const spy = sinon.spy((...args) => {
                if (!recording) tell("call", [...this.#id, method, args]);
            });
            spy.restore = () => {}; // they are spies on the prototype in Node-RED's helper
            Object.defineProperty(this, method, { value: spy, writable: true, configurable: true });
        }
    }

    on(event, listener) {
        if (event === "input") this.listenToInput();
        return super.on(event, listener);
    }

    /** From now on the runtime tells of the messages that this node gets. */
    listenToInput() {
        if (!this.#listening) tell("listen", this.#id);
        this.#listening = true;
    }

    addListener(event, listener) {
        return this.on(event, listener);
    }

    emit(event, ...args) {
        if (event !== "input") return super.emit(event, ...args);
        tell("receive", [...this.#id, args[0], remember(args[0])]);
        return true;
    }

    receive(msg = {}) {
        if (recording) return;
        if (typeof msg === "object" && msg !== null) msg._msgid ??= newId();
        tell("receive", [...this.#id, msg, remember(msg)]);
    }

    close(removed) {
        return ask("close", ...this.#id, Boolean(removed));
    }

    context() {
        const context = scope(this.#id, "node");
        context.flow = scope(this.#id, "flow");
        context.global = scope(this.#id, "global");
        return context;
    }

    /** Note a call that the node made in the runtime. */
    static record(node, kind, args) {
        const spy = node[kind.slice(CALL.length)];
        if (kind.startsWith(CALL) && spy?.isSinonProxy) quietly(node, kind.slice(CALL.length), args);
    }

    /** Tell the listeners of what happened in the runtime. */
    static happened(node, kind, args) {
        if (kind === "input") {
            const msg = arrived(args[0], args[1]);
            if (node.receive.isSinonProxy) quietly(node, "receive", [msg]);
            const send = (output) => node.send(output);
            const finish = (error) => error && node.error(error, msg);
            for (const listener of node.listeners("input")) {
                // Node-RED turns what a listener throws into an error of the node: the spec does not end by it.
                try {
                    listener.call(node, msg, send, finish);
                } catch (error) {
                    swallowed.push(error);
                }
            }
            return;
        }
        const call = sinon.spy();
        call(...args);
        EventEmitter.prototype.emit.call(node, kind, call.lastCall);
    }
}

/** Note a call in a method's spy; it was made in the runtime already. */
function quietly(node, method, args) {
    recording = true;
    node[method](...args);
    recording = false;
}

// Where a spec spies on what a node receives, the runtime has to tell of it.
const spy = sinon.spy;
sinon.spy = Object.assign(function (target, method, ...rest) {
    if (target instanceof NodeProxy && method === "receive") target.listenToInput();
    return spy.call(this, ...[target, method, ...rest].slice(0, arguments.length));
}, spy);

/** The messages that the spec has sent since the flow was loaded; the runtime tells when it hands on the same object. */
let sent = [];

function remember(msg) {
    return sent.push(msg) - 1;
}

function forgetSent() {
    sent = [];
}

/** What the runtime made of a message: the same object, where it is the same one there. */
function arrived(msg, number) {
    const same = typeof number === "number" ? sent[number] : undefined;
    if (typeof same !== "object" || same === null || typeof msg !== "object" || msg === null) return msg;
    for (const key of Object.keys(same)) if (!Object.hasOwn(msg, key)) delete same[key];
    for (const key of Object.keys(msg)) {
        if (!isDeepStrictEqual(same[key], msg[key]) || !Object.hasOwn(same, key)) same[key] = msg[key];
    }
    return same;
}

function newId() {
    return randomBytes(8).toString("hex");
}

function scope(id, which) {
    const action = (name, count) =>
        function (...args) {
            const callback = typeof args.at(-1) === "function" ? args.pop() : undefined;
            while (args.length < count) args.push(undefined);
            const several = name === "get" && Array.isArray(args[0]);
            if (!callback) {
                const result = now("context", ...id, which, name, args);
                return several ? result.map(([value]) => value) : result;
            }
            tell("context", [...id, which, name, args], (error, result) => {
                if (error) callback(error);
                else if (several) callback(null, ...result.map(([value]) => value));
                else callback(...(name === "set" ? [] : [null, result]));
            });
        };
    return { get: action("get", 2), set: action("set", 3), keys: action("keys", 1) };
}

module.exports = { NodeProxy, forgetSent, swallowed };

/** A node of our runtime as a spec sees it: fields, events, spies, context. */
"use strict";

const EventEmitter = require("events");
const sinon = require("sinon");
const { ask, now, tell } = require("./connection.cjs");

const CALL = "call:";
const SPIED = ["log", "status", "warn", "error", "debug", "trace", "send"];
const swallowed = [];
let recording = false;

class NodeProxy extends EventEmitter {
    #id;
    #listening = false;

    constructor(fields, isHelper) {
        super();
        this.setMaxListeners(0);
        this.#id = fields.id;
        this.#listening = isHelper;
        Object.assign(this, fields);
        for (const method of SPIED) {
            const spy = sinon.spy((...args) => {
                if (!recording) tell("call", [this.#id, method, args]);
            });
            spy.restore = () => {}; // they are spies on the prototype in Node-RED's helper
            Object.defineProperty(this, method, { value: spy, writable: true, configurable: true });
        }
    }

    on(event, listener) {
        if (event === "input" && !this.#listening) {
            this.#listening = true;
            tell("listen", [this.#id]);
        }
        return super.on(event, listener);
    }

    addListener(event, listener) {
        return this.on(event, listener);
    }

    emit(event, ...args) {
        if (event !== "input") return super.emit(event, ...args);
        tell("receive", [this.#id, args[0]]);
        return true;
    }

    receive(msg) {
        tell("receive", [this.#id, msg]);
    }

    close(removed) {
        return ask("close", this.#id, Boolean(removed));
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
        if (!kind.startsWith(CALL) || !spy?.isSinonProxy) return;
        recording = true;
        spy.apply(node, args);
        recording = false;
    }

    /** Tell the listeners of what happened in the runtime. */
    static happened(node, kind, args) {
        if (kind === "input") {
            for (const listener of node.listeners("input")) {
                // Node-RED turns what a listener throws into an error of the node: the spec does not end by it.
                try {
                    listener.call(node, args[0], () => {}, () => {});
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

function scope(id, which) {
    const action = (name, count) =>
        function (...args) {
            const callback = typeof args.at(-1) === "function" ? args.pop() : undefined;
            while (args.length < count) args.push(undefined);
            if (!callback) return now("context", id, which, name, args);
            tell("context", [id, which, name, args], (error, result) => {
                if (error) callback(error);
                else if (name === "get" && Array.isArray(args[0])) callback(null, ...result);
                else callback(...(name === "set" ? [] : [null, result]));
            });
        };
    return { get: action("get", 2), set: action("set", 3), keys: action("keys", 1) };
}

module.exports = { NodeProxy, swallowed };

/** In the place of `@node-red/util`'s `util`, for its unit spec: our functions, called in the agent (`../red_util.py`). */
"use strict";

const { now } = require("./connection.cjs");

const call = (name, ...args) => now("util", name, args);

/** Call back later and whatever that throws, as the promise does in which Node-RED's JSONata calls back. */
function later(callback, ...args) {
    Promise.resolve()
        .then(() => callback(...args))
        .catch(() => {});
}

/** Ask until nothing of the node is needed any more; `callback` where the node may answer later. */
function evaluate(name, args, node, callback) {
    const known = [];
    const step = () => {
        let answer;
        try {
            answer = call(name, ...args, known);
        } catch (error) {
            if (!callback) throw error;
            return later(callback, error);
        }
        if (!answer.need) return callback ? later(callback, null, answer.value) : answer.value;
        const [kind, key, store] = answer.need;
        const context = kind === "node" ? node.context() : node.context()[kind];
        const take = (error, value) => {
            known.push([answer.need, value]);
            return error && callback ? later(callback, error) : step();
        };
        if (callback && context.get.length > 2) return context.get(key, store ?? undefined, take);
        return take(null, context.get(key, store ?? undefined));
    };
    return step();
}

/** What a function did to the object that it was given. */
function changed(target, [result, after]) {
    if (typeof target === "object" && target !== null) {
        for (const key of Object.keys(target)) if (!Object.hasOwn(after, key)) delete target[key];
        Object.assign(target, after);
    }
    return result;
}

function setter(name) {
    return (target, path, value, createMissing) => {
        if (createMissing !== false || value === undefined) return changed(target, call(name, target, path, value));
        // Ours has no such switch: nothing is set where the parent is missing.
        const parent = path.replace(/(\.[^.[\]]+|\[[^\]]*\])$/, "");
        const holder = parent === path ? target : call("getMessageProperty", target, parent);
        return typeof holder === "object" && holder !== null ? changed(target, call(name, target, path, value)) : false;
    };
}

function getter(name) {
    return (target, path) => call(name, target, path);
}

const util = {
    generateId: () => call("generateId"),
    compareObjects: (a, b) => call("compareObjects", a, b),
    ensureString: (value) => call("ensureString", value),
    ensureBuffer: (value) => (Buffer.isBuffer(value) ? value : call("ensureBuffer", value)),
    cloneMessage: (msg) => {
        const { req, res, ...rest } = msg ?? {};
        if (msg === undefined) return call("cloneMessage", msg);
        // `req` and `res` are objects of Python's there, which are handed on as they are; of the spec's only we know that.
        const copy = call("cloneMessage", rest);
        if (req !== undefined) copy.req = req;
        if (res !== undefined) copy.res = res;
        return copy;
    },
    getMessageProperty: getter("getMessageProperty"),
    getObjectProperty: getter("getObjectProperty"),
    setMessageProperty: setter("setMessageProperty"),
    setObjectProperty: setter("setObjectProperty"),
    normalisePropertyExpression: (path, msg, asText) => call("normalisePropertyExpression", path, msg, Boolean(asText)),
    evaluateNodeProperty: (value, type, node, msg, callback) =>
        evaluate("evaluateNodeProperty", [value, type, msg], node, callback),
    prepareJSONataExpression: (text, node) => ({
        text,
        node,
        evaluate() {},
        assign() {},
        ...call("prepareJSONataExpression", text),
    }),
    evaluateJSONataExpression: (expression, msg, callback) =>
        evaluate("evaluateJSONataExpression", [expression.text, msg], expression.node, callback),
    encodeObject: (event, options) => call("encodeObject", event, options?.maxLength ?? null),
};

module.exports = { util };

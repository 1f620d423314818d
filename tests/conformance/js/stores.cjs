/**
 * In the place of `runtime/lib/nodes/context` and its `memory` and `localfilesystem`, for their unit specs: our stores, in
 * the agent (`../stores.py`). What is JavaScript's own of the calls (callbacks, lists of keys) is done here.
 */
"use strict";

const { ask, now } = require("./connection.cjs");

function validKeys(key) {
    const keys = Array.isArray(key) ? key : [key];
    return keys.length > 0 && keys.every((one) => typeof one === "string" && one);
}

/** Values by position: null where there are names without a value. */
function valuesFor(keys, key, value) {
    const given = Array.isArray(key) && Array.isArray(value) ? value : [value];
    return keys.map((_, i) => (i < given.length ? given[i] : null));
}

/** Do the work now, or tell the callback what it gave. */
function answer(callback, work, results) {
    let value;
    try {
        value = work();
    } catch (error) {
        if (!callback) throw error;
        return callback(error);
    }
    if (!callback) return value;
    return callback(...results(value));
}

// One store -------------------------------------------------------------------------------------------------------

function storeOf(module) {
    return (config = {}) => {
        const isCached = module === "memory" || (config.cache ?? true);
        let number;
        const call = (action, ...args) => now("store", number, action, args);
        return {
            open: async () => {
                const { settings, ...own } = config;
                const home = settings?.userDir ?? `${process.env.HOME}/.node-red`;
                number = await ask("store_open", module, own, home);
            },
            close: () => ask("store", number, "close", []),
            clean: (ids) => ask("store", number, "keep", [ids]),
            delete: (scope) => ask("store", number, "delete", [scope]),
            get(scope, key, callback) {
                const several = Array.isArray(key);
                if (!isCached && typeof callback !== "function")
                    throw new Error("File Store cache disabled - only asynchronous access supported");
                return answer(
                    callback,
                    () => {
                        const values = call("get", scope, several ? key : [key]).map(([value]) => value);
                        return several || callback ? values : values[0];
                    },
                    (values) => [isCached || several ? undefined : null, ...values],
                );
            },
            set(scope, key, value, callback) {
                if (!isCached && callback && typeof callback !== "function")
                    throw new Error("File Store cache disabled - only asynchronous access supported");
                const keys = Array.isArray(key) ? key : [key];
                // Without a cache it is written later, and nobody is told what goes wrong.
                const told = callback ?? (isCached ? undefined : () => {});
                answer(told, () => call("set", scope, keys, valuesFor(keys, key, value)), () => [isCached ? undefined : null]);
            },
            keys(scope, callback) {
                if (!isCached && typeof callback !== "function") throw new Error("Callback must be a function");
                return answer(callback, () => call("keys", scope), (keys) => [null, keys]);
            },
        };
    };
}

// All stores ------------------------------------------------------------------------------------------------------

class Scope {
    constructor(which) {
        const call = (action, ...args) => now("stores_scope", which, action, args);
        const hidden = (name, value) => Object.defineProperty(this, name, { value });
        const told = (store, callback) =>
            !callback && typeof store === "function" ? [undefined, store] : [store || undefined, callback];
        const checked = (callback) => {
            if (callback && typeof callback !== "function") throw new Error("Callback must be a function");
        };
        const refused = (key, callback) => {
            if (validKeys(key)) return false;
            const error = new Error("Invalid context key");
            if (!callback) throw error;
            callback(error);
            return true;
        };
        hidden("get", (key, ...more) => {
            const [store, callback] = told(...more);
            checked(callback);
            if (refused(key, callback)) return undefined;
            const several = Array.isArray(key);
            return answer(
                callback,
                () => {
                    const values = call("get", several ? key : [key], store).map(([value]) => value);
                    return several || callback ? values : values[0];
                },
                (values) => [undefined, ...values],
            );
        });
        hidden("set", (key, value, ...more) => {
            const [store, callback] = told(...more);
            checked(callback);
            if (refused(key, callback)) return;
            const keys = Array.isArray(key) ? key : [key];
            answer(callback, () => call("set", keys, valuesFor(keys, key, value), store), () => []);
        });
        hidden("keys", (...more) => {
            const [store, callback] = told(...more);
            checked(callback);
            return answer(callback, () => call("keys", store), (keys) => [null, keys]);
        });
    }
}

let made = {};
let settings = {};

const index = {
    init(given) {
        settings = given;
        made = {};
        now("stores_init", { contextStorage: null, functionGlobalContext: given.functionGlobalContext ?? {} });
    },
    load: async () => {
        await ask("stores_init", {
            contextStorage: settings.contextStorage ?? null,
            functionGlobalContext: settings.functionGlobalContext ?? {},
        });
    },
    get(id, flow) {
        const name = flow ? `${id}:${flow}` : id;
        if (!made[name]) {
            made[name] = new Scope(name);
            if (flow) Object.defineProperty(made[name], "flow", { value: index.getFlowContext(flow) });
            Object.defineProperty(made[name], "global", { value: name === "global" ? made[name] : index.get("global") });
        }
        return made[name];
    },
    getFlowContext(id, parent) {
        if (!made[id]) {
            now("stores_flow", id, parent ?? null);
            made[id] = new Scope(id);
        }
        return made[id];
    },
    delete: async (id, flow) => {
        await ask("stores_delete", id, flow ?? null);
        delete made[flow ? `${id}:${flow}` : id];
    },
    clean: async (config) => {
        const ids = Object.keys(config?.allNodes ?? {});
        for (const [id, flow] of Object.entries(config?.subflows ?? {}))
            for (const instance of flow.instances) for (const node of Object.keys(flow.nodes ?? {})) ids.push(`${instance.id}-${node}`, id);
        await ask("stores_keep", ids);
        for (const name of Object.keys(made)) if (name !== "global" && !ids.includes(name.split(":")[0])) delete made[name];
    },
    clear: async () => {
        await index.clean();
        await ask("stores_delete", "global", null);
        delete made.global;
    },
    close: () => ask("stores_close"),
    listStores: () => now("stores_list"),
};

module.exports = { index, memory: storeOf("memory"), localfilesystem: storeOf("localfilesystem") };

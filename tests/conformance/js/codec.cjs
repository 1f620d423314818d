/**
 * Values between a spec and the agent: JSON with `{"$wl": kind, …}` for what JSON lacks. `../values.py` is the other end
 * and lists the kinds.
 */
"use strict";

const TAG = "$wl";
const foreign = [];
const foreignNumbers = new Map();
const python = new WeakMap();

/** One line for the agent. */
function encode(items) {
    return JSON.stringify(items.map((item) => new Packer().pack(item)));
}

/** The items of a line. */
function decode(line) {
    const items = JSON.parse(line);
    return line.includes(`"${TAG}"`) ? items.map((item) => new Unpacker().unpack(item)) : items;
}

function numberOf(value) {
    let number = foreignNumbers.get(value);
    if (number === undefined) {
        number = foreign.push(value) - 1;
        foreignNumbers.set(value, number);
    }
    return number;
}

class Packer {
    constructor() {
        this.open = new Map();
        this.labels = 0;
    }

    pack(value) {
        switch (typeof value) {
            case "number":
                if (Number.isFinite(value) && !Object.is(value, -0)) return value;
                return { [TAG]: "n", v: Object.is(value, -0) ? "-0" : String(value) };
            case "bigint":
                return { [TAG]: "i", v: String(value) };
            case "undefined":
                return { [TAG]: "u" };
            case "function":
                return { [TAG]: "p", v: numberOf(value), s: String(value).slice(0, 200), c: 1 };
            case "symbol":
                return { [TAG]: "p", v: numberOf(value), s: String(value).slice(0, 200) };
            case "object":
                return value === null ? null : this.object(value);
            default:
                return value;
        }
    }

    object(value) {
        if (python.has(value)) return { [TAG]: "h", v: python.get(value) };
        if (value instanceof Uint8Array) {
            return { [TAG]: "b", v: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
        }
        if (value instanceof Date) return { [TAG]: "d", v: value.getTime() };
        if (value instanceof RegExp) return { [TAG]: "p", v: numberOf(value), s: String(value) };
        if (value instanceof Map) return { [TAG]: "M", v: [...value].map((pair) => pair.map((x) => this.pack(x))) };
        if (value instanceof Set) return { [TAG]: "S", v: [...value].map((x) => this.pack(x)) };
        if (value instanceof String || value instanceof Number || value instanceof Boolean) return value.valueOf();
        const label = this.open.get(value);
        if (label !== undefined) {
            const number = label || ++this.labels;
            this.open.set(value, number);
            return { [TAG]: "r", i: number };
        }
        this.open.set(value, 0);
        const packed = this.container(value);
        const used = this.open.get(value);
        this.open.delete(value);
        return used ? { [TAG]: "l", i: used, v: packed } : packed;
    }

    container(value) {
        if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value, (item) => this.pack(item));
        if (value instanceof Error) {
            const about = { name: value.name, message: value.message, stack: value.stack };
            return { [TAG]: "e", v: this.members(Object.assign(about, value)) };
        }
        const packed = this.members(value);
        return Object.hasOwn(value, TAG) ? { [TAG]: "o", v: packed } : packed;
    }

    members(value) {
        const out = {};
        for (const key of Object.keys(value)) {
            define(out, key, this.pack(value[key]));
        }
        return out;
    }
}

class Unpacker {
    constructor() {
        this.labels = new Map();
    }

    unpack(value) {
        if (typeof value !== "object" || value === null) return value;
        if (Array.isArray(value)) return this.items(value);
        if (Object.hasOwn(value, TAG)) return this.special(value);
        return this.members(value, value);
    }

    items(value) {
        for (let i = 0; i < value.length; i++) value[i] = this.unpack(value[i]);
        return value;
    }

    members(value, into) {
        for (const key of Object.keys(value)) define(into, key, this.unpack(value[key]));
        return into;
    }

    special(value) {
        switch (value[TAG]) {
            case "u":
                return undefined;
            case "n":
                return Number(value.v);
            case "b":
                return Buffer.from(value.v, "base64");
            case "d":
                return new Date(value.v);
            case "i":
                return BigInt(value.v);
            case "M":
                return new Map(this.items(value.v));
            case "S":
                return new Set(this.items(value.v));
            case "p":
                return foreign[value.v];
            case "x":
                return new RegExp(value.v);
            case "o":
                return this.members(value.v, {});
            case "r":
                return this.labels.get(value.i);
            case "e": {
                const error = new Error(value.v.message);
                const { name, message, ...rest } = this.members(value.v, {});
                if (name !== "Error") Object.defineProperty(error, "name", { value: name, configurable: true });
                return Object.assign(error, rest);
            }
            case "h": {
                const stand = this.members(value.s ?? {}, {});
                python.set(stand, value.v);
                return stand;
            }
            case "l": {
                const inner = value.v;
                this.labels.set(value.i, inner);
                return Array.isArray(inner) ? this.items(inner) : this.members(inner, inner);
            }
            default:
                return value;
        }
    }
}

function define(target, key, value) {
    if (key !== "__proto__") target[key] = value;
    else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

module.exports = { encode, decode };

/**
 * The spec's end of the connection to the agent: commands go out in order; answers and events come in in order, also
 * while the spec's thread waits for one (`now`, for what is synchronous in Node-RED).
 */
"use strict";

const path = require("path");
const { MessageChannel, Worker, receiveMessageOnPort } = require("worker_threads");
const { decode, encode } = require("./codec.cjs");

const SECONDS = 60;
const signal = new SharedArrayBuffer(4);
const arrived = new Int32Array(signal);
const { port1: channel, port2 } = new MessageChannel();
const worker = new Worker(path.join(__dirname, "socket.cjs"), {
    workerData: { port: Number(process.env.WL_AGENT_PORT), signal, channel: port2 },
    transferList: [port2],
});
worker.unref();

const waiting = new Map();
const backlog = [];
let last = 0;
let onEvent = () => {};

channel.on("message", (line) => {
    if (backlog.push(line) === 1) setImmediate(drain);
});
channel.unref();

/** Handle what came in, one at a time: in Node-RED too, mocha gets its turn between two messages. */
function drain() {
    try {
        handle(backlog[0]);
    } finally {
        backlog.shift();
        if (backlog.length) setImmediate(drain);
    }
}

function handle(line) {
    const [kind, ...rest] = decode(line);
    if (kind === "ev") return onEvent(...rest);
    const [number, result, error] = rest;
    const wait = waiting.get(number);
    waiting.delete(number);
    if (!waiting.size) channel.unref();
    if (wait) wait(error, result);
}

let unsent = [];

function send(command, args, callback) {
    const number = ++last;
    waiting.set(number, callback);
    channel.ref();
    if (!unsent.length) process.nextTick(flush);
    unsent.push(encode([number, command, args]));
    return number;
}

/** What a spec does in one go reaches the nodes in one go: nothing else happens there in between. */
function flush() {
    if (unsent.length) channel.postMessage(unsent.join("\n"));
    unsent = [];
}

/** Give a command; `callback(error, result)` is called in the order of events. */
function tell(command, args, callback = throwing) {
    send(command, args, callback);
}

function throwing(error) {
    if (error) throw error;
}

/** Give a command; a promise of its result. */
function ask(command, ...args) {
    return new Promise((resolve, reject) => {
        send(command, args, (error, result) => (error ? reject(error) : resolve(result)));
    });
}

/** Give a command and sleep until its result is there; what comes in before it is handled afterwards. */
function now(command, ...args) {
    let answer;
    const number = send(command, args, () => {});
    flush();
    const until = Date.now() + SECONDS * 1000;
    const mark = `["re",${number},`;
    for (;;) {
        const seen = Atomics.load(arrived, 0);
        let entry;
        while ((entry = receiveMessageOnPort(channel))) {
            if (entry.message.startsWith(mark)) answer = entry.message;
            else if (backlog.push(entry.message) === 1) setImmediate(drain);
        }
        if (answer) break;
        if (Date.now() > until) throw new Error(`the agent does not answer to ${command}`);
        Atomics.wait(arrived, 0, seen, 1000);
    }
    waiting.delete(number);
    if (!waiting.size) channel.unref();
    const [, , result, error] = decode(answer);
    if (error) throw error;
    return result;
}

module.exports = {
    tell,
    ask,
    now,
    listen(callback) {
        onEvent = callback;
    },
};

/** A worker that holds the socket to the agent, so that the spec's thread can sleep until an answer is there. */
"use strict";

const net = require("net");
const { parentPort, workerData } = require("worker_threads");

const { port, signal, channel } = workerData;
const arrived = new Int32Array(signal);
const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
let rest = [];

socket.on("data", (data) => {
    let from = 0;
    for (let end = data.indexOf(10, from); end >= 0; end = data.indexOf(10, from)) {
        rest.push(data.subarray(from, end));
        channel.postMessage(Buffer.concat(rest).toString("utf8"));
        Atomics.add(arrived, 0, 1);
        Atomics.notify(arrived, 0);
        rest = [];
        from = end + 1;
    }
    if (from < data.length) rest.push(data.subarray(from));
});
socket.on("close", () => process.exit(0));
channel.on("message", (line) => socket.write(`${line}\n`));
parentPort.unref?.();

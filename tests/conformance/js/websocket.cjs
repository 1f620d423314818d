/** In the place of the `ws` objects that Node-RED's WebSocket config nodes hold in `server`. */
"use strict";

const EventEmitter = require("events");
const { tell } = require("./connection.cjs");

/** The `server` of a node: it emits `connection` with a socket, or (for a client) `open`. */
function socketsOf(node, id) {
    const server = new EventEmitter();
    const sockets = new Map();
    node.on("socket", ({ args: [event, session, data] }) => {
        if (!node.isServer) {
            if (event === "opened") server.emit("open");
        } else if (event === "opened") {
            const socket = new EventEmitter();
            socket.protocol = data;
            socket.send = (message) => tell("socket", [...id, session, message]);
            sockets.set(session, socket);
            server.emit("connection", socket);
        } else {
            sockets.get(session)?.emit(event === "received" ? "message" : "close", data);
        }
    });
    return server;
}

module.exports = { socketsOf };

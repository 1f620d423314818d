/** Entry of the JavaScript process: joins the host to the socket whose descriptor Python names as argument. */
import net from "node:net";
import { Host } from "./host";

const PIPE = Number(process.argv[2]);
const socket = new net.Socket({ fd: PIPE, readable: true, writable: true });
const host = new Host((frame) => socket.write(frame) || socket.writableLength === 0);

let pending: Buffer[] = [];
let size = 0;

function take(chunk: Buffer): void {
  pending.push(chunk);
  size += chunk.length;
  if (size < 4) return;
  let data = pending.length === 1 ? chunk : wholeFrame();
  if (!data) return;
  while (data.length >= 4) {
    const length = data.readUInt32LE(0);
    if (data.length < length + 4) break;
    host.receive(data.toString("utf8", 4, length + 4));
    data = data.subarray(length + 4);
  }
  pending = data.length ? [data] : [];
  size = data.length;
}

/** All that has come, joined; nothing while the first frame is still incomplete, so that a long one is joined once. */
function wholeFrame(): Buffer | undefined {
  const head = pending[0] as Buffer;
  const start = head.length >= 4 ? head : Buffer.concat(pending);
  if (start !== head) pending = [start];
  return size >= start.readUInt32LE(0) + 4 ? Buffer.concat(pending) : undefined;
}

socket.on("data", take);
socket.on("drain", () => host.drained());
socket.on("end", () => process.exit(0));
socket.on("error", () => process.exit(0));

process.on("uncaughtException", (error) => host.stray(error));
process.on("unhandledRejection", (error) => host.stray(error));
// The terminal sends these to the whole process group; only Python decides when this process ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

Reflect.set(globalThis, Symbol.for("wirelatch.rescue"), () =>
  socket.writableLength ? undefined : host.rescue(PIPE),
);

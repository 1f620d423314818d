/** Writes what became of every test, one JSON object a line, into the file named by WL_REPORT. */
"use strict";

const fs = require("fs");
const { inspect } = require("util");
const { swallowed } = require("./node.cjs");

function text(value) {
    return typeof value === "string" ? value : inspect(value, { depth: 8 });
}

module.exports = class {
    constructor(runner) {
        const write = (entry) => fs.appendFileSync(process.env.WL_REPORT, `${JSON.stringify(entry)}\n`);
        const begin = () => {
            swallowed.length = 0;
        };
        runner.on("test", begin);
        runner.on("hook", (hook) => {
            if (hook.title.startsWith('"before')) begin();
        });
        runner.on("pass", (test) => {
            write({ title: test.fullTitle(), state: "passed", ms: test.duration, retried: test.currentRetry() > 0 });
        });
        runner.on("pending", (test) => write({ title: test.fullTitle(), state: "pending" }));
        runner.on("fail", (test, error) => {
            const entry = { title: test.fullTitle(), state: "failed", ms: test.duration, hook: test.type === "hook" };
            entry.message = String(error?.message ?? error);
            entry.stack = String(error?.stack ?? "");
            if (error && "expected" in error) {
                entry.expected = text(error.expected);
                entry.actual = text(error.actual);
            }
            entry.swallowed = swallowed.map((item) => String(item?.stack ?? item).split("\n").slice(0, 4).join("\n"));
            write(entry);
        });
        runner.once("end", () => write({ state: "end" }));
    }
};

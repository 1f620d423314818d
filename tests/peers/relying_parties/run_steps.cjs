// Runs steps that arrive on standard input, one JSON object a line; see node_program.py.
const { createRequire } = require("node:module");
const readline = require("node:readline");

const [modules, name] = process.argv.slice(2);
const library = createRequire(`${modules}/steps.cjs`)(name);
const AsyncFunction = (async () => {}).constructor;
const state = {};

const thrown = (error) => ({
    name: error?.name,
    message: error?.message,
    code: error?.code,
    status: error?.status,
    error: error?.error ?? error?.cause?.error,
    error_description: error?.error_description ?? error?.cause?.error_description,
    cause: error?.cause === undefined ? undefined : String(error.cause),
});

(async () => {
    for await (const line of readline.createInterface({ input: process.stdin })) {
        const { source, args } = JSON.parse(line);
        let answer;
        try {
            answer = { value: await new AsyncFunction("library", "state", "args", source)(library, state, args) };
        } catch (error) {
            answer = { thrown: thrown(error) };
        }
        process.stdout.write(`${JSON.stringify(answer)}\n`);
    }
})();

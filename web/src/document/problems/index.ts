/** Problems of a document: rules, finding them, mending them. */
export * from "./find-problems";
export * from "./fixes";
export * from "./problem";

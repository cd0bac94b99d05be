let require_rolldown_runtime;
const require_program = require("./chunks/program.js");
let node_path = require("node:path");

// src/action/serve.ts
const background = (0, node_path.join)(__dirname, "serve-background.js");
require_program.runProgram(async () => {
	const { runStep } = await Promise.resolve().then(() => require("./chunks/step.js")).then((n) => n.step_exports);
	const { startRegistry } = await Promise.resolve().then(() => require("./chunks/serve-start.js"));
	await runStep((context) => startRegistry(context, background));
});

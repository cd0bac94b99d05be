let require_rolldown_runtime;
const require_program = require("./chunks/program.js");

// src/action/serve-post.ts
require_program.runProgram(async () => {
	const { runStep } = await Promise.resolve().then(() => require("./chunks/step.js")).then((n) => n.step_exports);
	const { stopRegistry } = await Promise.resolve().then(() => require("./chunks/serve-stop.js"));
	await runStep(stopRegistry);
});

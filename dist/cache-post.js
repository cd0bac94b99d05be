let require_rolldown_runtime;
const require_program = require("./chunks/program.js");

// src/action/cache-post.ts
require_program.runProgram(async () => {
	const { runStep } = await Promise.resolve().then(() => require("./chunks/step.js")).then((n) => n.step_exports);
	const { saveAtEnd } = await Promise.resolve().then(() => require("./chunks/cache-steps.js"));
	await runStep(saveAtEnd);
});

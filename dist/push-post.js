let require_rolldown_runtime;
const require_program = require("./chunks/program.js");

// src/action/push-post.ts
if (process.env["STATE_docker-entry"]) require_program.runProgram(async () => {
	const { runStep } = await Promise.resolve().then(() => require("./chunks/step.js")).then((n) => n.step_exports);
	const { removeDockerEntry } = await Promise.resolve().then(() => require("./chunks/docker-entry-state.js"));
	await runStep(removeDockerEntry);
});

let require_rolldown_runtime;
const require_program = require("./chunks/program.js");

// src/action/serve-background.ts
require_program.runProgram(async () => {
	const { serveInBackground } = await Promise.resolve().then(() => require("./chunks/serve-process.js"));
	await serveInBackground();
});

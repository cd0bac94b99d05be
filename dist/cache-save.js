let require_rolldown_runtime;
const require_program = require("./chunks/program.js");

// src/action/cache-save.ts
require_program.runProgram(async () => {
	const { runAction } = await Promise.resolve().then(() => require("./chunks/action.js")).then((n) => n.action_exports);
	await runAction("cache-save");
});

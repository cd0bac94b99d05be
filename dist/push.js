let require_rolldown_runtime;
const require_program = require("./chunks/program.js");

// src/action/push.ts
require_program.runProgram(async () => {
	const { runAction } = await Promise.resolve().then(() => require("./chunks/action.js")).then((n) => n.action_exports);
	await runAction("push", {
		writeDockerConfig: async (connection, context) => (await Promise.resolve().then(() => require("./chunks/docker-entry.js"))).writeDockerEntry(connection, context),
		registerArtifact: async (result, context) => (await Promise.resolve().then(() => require("./chunks/register-artifact.js"))).registerArtifact(result, context),
		layerCache: async (context) => (await Promise.resolve().then(() => require("./chunks/job-caches.js"))).layerCache(context)
	});
});

let require_rolldown_runtime;
let require_core;
let require_run;
let require_spec;
let require_action;
const require_command_files = require("./command-files.js");

// src/action/cache-steps.ts
const saveAlwaysVariable = "OCI_ARTIFACT_CACHE_SAVE_ALWAYS";
const cacheSteps = {
	saveState: require_command_files.saveState,
	saveAlways: () => {
		(require_core ??= require("./core.js")).exportVariable(saveAlwaysVariable, "true");
	}
};
async function saveAtEnd(context) {
	const key = (require_core ??= require("./core.js")).getState("key");
	if (key === "") {
		context.log.line("the first step of this action did not run, so nothing is saved");
		return;
	}
	if ((require_core ??= require("./core.js")).getState("matched-key") === key) {
		context.log.line(`the cache entry ${(require_spec ??= require("./spec.js")).printable(key)} was found, so nothing is saved`);
		return;
	}
	process.env["INPUT_KEY"] = key;
	try {
		await (require_action ??= require("./action.js")).runAsStep(await (require_run ??= require("./run.js")).actions["cache-save"](), context);
	} catch (error) {
		if (!(error instanceof (require_run ??= require("./run.js")).CommandFailure) || context.lifetime.signal.aborted) throw error;
		context.log.warning(`cannot save the cache: ${error.message}`);
	}
}

exports.cacheSteps = cacheSteps;
exports.saveAtEnd = saveAtEnd;
const require_run_command = require("./run-command.js");
const require_option_types = require("./option-types.js");

// src/commands/run-options.ts
const maxConcurrency = 64;
const runOptions = { timeout: require_run_command.option({
	type: require_option_types.time,
	description: "Limit for the whole run, such as `30m` or a number of seconds. Stalled connections are also detected without this limit.",
	cliDescription: "Limit for the whole run, such as 30m."
}) };
const summaryOption = { summary: require_run_command.option({
	type: require_option_types.flag,
	default: true,
	scope: "action",
	description: "Write a job summary."
}) };
const jsonOption = { json: require_run_command.option({
	type: require_option_types.flag,
	default: false,
	scope: "cli",
	description: "Print the result as one JSON object."
}) };
function concurrency(standard, items) {
	return require_run_command.option({
		type: require_option_types.whole(1, maxConcurrency),
		default: standard,
		description: `Number of ${items} in parallel.`
	});
}

Object.defineProperty(exports, "concurrency", {
  enumerable: true,
  get: function () {
    return concurrency;
  }
});
Object.defineProperty(exports, "jsonOption", {
  enumerable: true,
  get: function () {
    return jsonOption;
  }
});
Object.defineProperty(exports, "runOptions", {
  enumerable: true,
  get: function () {
    return runOptions;
  }
});
Object.defineProperty(exports, "summaryOption", {
  enumerable: true,
  get: function () {
    return summaryOption;
  }
});
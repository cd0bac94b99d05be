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
const resultOptions = {
	json: require_run_command.option({
		type: require_option_types.flag,
		default: false,
		scope: "cli",
		description: "Print the result as one JSON object."
	}),
	print: require_run_command.option({
		type: require_option_types.text,
		scope: "cli",
		description: "Print this text as the result; {key} is a value of --json, such as {digest}."
	}),
	quiet: require_run_command.option({
		type: require_option_types.flag,
		default: false,
		short: "q",
		scope: "cli",
		description: "Print only the result, warnings and errors."
	}),
	verbose: require_run_command.option({
		type: require_option_types.flag,
		default: false,
		short: "v",
		scope: "cli",
		description: "Also log each request, and the source of the credentials."
	}),
	progress: require_run_command.option({
		type: require_option_types.flag,
		default: true,
		scope: "cli",
		description: "Show no progress."
	})
};
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
Object.defineProperty(exports, "resultOptions", {
  enumerable: true,
  get: function () {
    return resultOptions;
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
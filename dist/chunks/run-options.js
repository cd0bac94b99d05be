import { t as option } from "./option.js";
import { a as flag, b as whole, v as time } from "./option-types.js";

// src/commands/run-options.ts
const maxConcurrency = 64;
const runOptions = { timeout: option({
	type: time,
	description: "Limit for the whole run, such as `30m` or a number of seconds. Stalled connections are also detected without this limit.",
	cliDescription: "Limit for the whole run, such as 30m."
}) };
const summaryOption = { summary: option({
	type: flag,
	default: true,
	scope: "action",
	description: "Write a job summary."
}) };
const jsonOption = { json: option({
	type: flag,
	default: false,
	scope: "cli",
	description: "Print the result as one JSON object."
}) };
function concurrency(standard, items) {
	return option({
		type: whole(1, maxConcurrency),
		default: standard,
		description: `Number of ${items} in parallel.`
	});
}

export { summaryOption as i, jsonOption as n, runOptions as r, concurrency as t };
let require_rolldown_runtime;
let require_run;
let require_links;
let require_action;
let require_serve_state;
let require_serve_directory;
let node_timers_promises;
let node_fs;
let node_readline;

// src/action/serve-stop.ts
const stopTimeoutMs = 3e4;
const heartbeatTimeoutMs = 5e3;
const pollIntervalMs = 100;
const maxLogLines = 200;
async function stopRegistry({ env, log, lifetime }) {
	const state = (require_serve_state ??= require("./serve-state.js")).readServeState();
	const directory = state === void 0 ? void 0 : new (require_serve_directory ??= require("./serve-directory.js")).ServeDirectory(state.directory);
	if (state === void 0 || directory === void 0 || !await directory.exists()) {
		log.line("no registry is running");
		return;
	}
	const report = await stop(directory, lifetime.signal);
	await showLog(directory, log);
	if (report === void 0) log.warning("the registry ended before the job, or did not respond; its content is unknown, and nothing is saved");
	else {
		const rows = reportRows(report);
		log.line(`the registry at ${state.url} has ended; its content was`);
		for (const [name, value] of rows) log.line(`  ${name.toLowerCase().padEnd(12)} ${value}`);
		if (state.summary) {
			const [links, { warnings }] = [(require_links ??= require("./links.js")).workflowLinks(env, ""), log];
			const shown = rows.map(([name, text]) => [
				name,
				text,
				"plain"
			]);
			const table = [["Address", state.url], ...shown];
			await (require_action ??= require("./action.js")).writeSummary((require_links ??= require("./links.js")).jobSummary({
				title: "Served",
				object: state.url,
				links,
				rows: table,
				warnings
			}), env, log);
		}
		await save(report, state, env["GITHUB_WORKSPACE"], log);
	}
	await directory.remove();
}
async function stop(directory, signal) {
	await directory.requestStop();
	const until = performance.now() + stopTimeoutMs;
	while (performance.now() < until && !signal.aborted) {
		const pid = await directory.runningProcess(heartbeatTimeoutMs);
		const report = await directory.readReport();
		if (report !== void 0) return report;
		if (pid === void 0) return void 0;
		await (0, (node_timers_promises ??= require("node:timers/promises")).setTimeout)(pollIntervalMs);
	}
	const pid = await directory.runningProcess(heartbeatTimeoutMs);
	if (pid !== void 0) kill(pid);
}
function kill(pid) {
	try {
		process.kill(pid, "SIGKILL");
	} catch {}
}
async function showLog(directory, log) {
	const last = [];
	let count = 0;
	try {
		for await (const line of (0, (node_readline ??= require("node:readline")).createInterface)({ input: (0, (node_fs ??= require("node:fs")).createReadStream)(directory.log) })) {
			count++;
			last.push(line);
			if (last.length > maxLogLines) last.shift();
		}
	} catch {
		return;
	}
	if (count === 0) return;
	log.phase("Log of the registry");
	if (count > maxLogLines) log.line(`(the last ${maxLogLines} of ${count} lines)`);
	for (const line of last) log.line(line);
	log.close();
}
function reportRows({ repositories, tags, blobs, bytes }) {
	return [
		["Repositories", (require_run ??= require("./run.js")).formatCount(repositories)],
		["Tags", (require_run ??= require("./run.js")).formatCount(tags)],
		["Blobs", (require_run ??= require("./run.js")).formatCount(blobs)],
		["Bytes", `${(require_run ??= require("./run.js")).formatCount(bytes)} (${(require_run ??= require("./run.js")).formatBytes(bytes)})`]
	];
}
async function save(report, { storage, layout, cacheKey, restoredKey }, workspace, log) {
	if (storage === "" || cacheKey === "") return;
	if (report.blobs === 0) log.line("the registry is empty; nothing is saved");
	else await (require_serve_state ??= require("./serve-state.js")).saveStorage({
		storage,
		layout,
		cacheKey,
		workspace
	}, restoredKey, log);
}

exports.stopRegistry = stopRegistry;
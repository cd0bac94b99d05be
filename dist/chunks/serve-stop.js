import { i as saveStorage, t as readServeState } from "./serve-state.js";
import { t as ServePlace } from "./serve-place.js";
import { a as truncateMarkdown, t as code } from "./markdown.js";
import { t as summary } from "./summary.js";
import { n as formatCount, t as formatBytes } from "./format.js";
import { c as messageOf } from "./error.js";
import { setTimeout } from "node:timers/promises";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

// src/action/serve-report.ts
function reportLines(report, url) {
	return [`the registry at ${url} has ended; it held`, ...rowsOf(report).map(([name, value]) => `  ${name.toLowerCase().padEnd(12)} ${value}`)];
}
function reportMarkdown(report, url, warnings) {
	return truncateMarkdown([
		`### Registry at ${code(url)}`,
		"",
		"| | |",
		"|---|---|",
		...rowsOf(report).map(([name, value]) => `| **${name}** | ${value} |`),
		"",
		...warnings.map((warning) => `- ${code(warning)}`),
		""
	].join("\n"));
}
function rowsOf({ repositories, tags, blobs, bytes }) {
	return [
		["Repositories", formatCount(repositories)],
		["Tags", formatCount(tags)],
		["Blobs", formatCount(blobs)],
		["Bytes", `${formatCount(bytes)} (${formatBytes(bytes)})`]
	];
}

// src/action/serve-stop.ts
const stopTimeoutMs = 3e4;
const pulseMs = 5e3;
const pauseMs = 100;
const shownLines = 200;
async function stopRegistry({ env, log, lifetime }) {
	const state = readServeState();
	const place = state === void 0 ? void 0 : new ServePlace(state.directory);
	if (state === void 0 || place === void 0 || !await place.exists()) {
		log.line("no registry is running");
		return;
	}
	const report = await stopped(place, lifetime.signal);
	await showLog(place, log);
	if (report === void 0) log.warning("the registry had ended before the job did, or did not answer any more; nothing is known of what it held, and nothing is saved");
	else {
		for (const line of reportLines(report, state.url)) log.line(line);
		if (state.summary && env["GITHUB_STEP_SUMMARY"]) await writeSummary(report, state, log);
		await save(report, state, env["GITHUB_WORKSPACE"], log);
	}
	await place.remove();
}
async function stopped(place, signal) {
	await place.askToStop();
	const until = performance.now() + stopTimeoutMs;
	while (performance.now() < until && !signal.aborted) {
		const alive = await place.pulse(pulseMs);
		const report = await place.readReport();
		if (report !== void 0) return report;
		if (alive === void 0) return void 0;
		await setTimeout(pauseMs);
	}
	const pid = await place.pulse(pulseMs);
	if (pid !== void 0) kill(pid);
}
function kill(pid) {
	try {
		process.kill(pid, "SIGKILL");
	} catch {}
}
async function showLog(place, log) {
	const last = [];
	let count = 0;
	try {
		for await (const line of createInterface({ input: createReadStream(place.log) })) {
			count++;
			last.push(line);
			if (last.length > shownLines) last.shift();
		}
	} catch {
		return;
	}
	if (count === 0) return;
	log.phase("Log of the registry");
	if (count > shownLines) log.line(`(the last ${shownLines} of ${count} lines)`);
	for (const line of last) log.line(line);
	log.close();
}
async function writeSummary(report, state, log) {
	try {
		await summary.addRaw(reportMarkdown(report, state.url, log.warnings), true).write();
	} catch (error) {
		log.warning(`the job summary could not be written: ${messageOf(error)}`);
	}
}
async function save(report, { storage, layout, cacheKey, restoredKey }, workspace, log) {
	if (storage === "" || cacheKey === "") return;
	if (report.blobs === 0) log.line("the registry is empty, so that there is nothing to save");
	else await saveStorage({
		storage,
		layout,
		cacheKey,
		workspace
	}, restoredKey, log);
}

export { stopRegistry };
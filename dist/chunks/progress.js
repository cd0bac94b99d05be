import { n as formatCount, t as formatBytes } from "./format.js";

// src/output/progress.ts
const verbs = {
	package: "packaged",
	push: "pushed",
	tag: "tagged",
	pull: "pulled",
	copy: "copied"
};
function progressText(progress) {
	const { done, total, entries } = progress;
	const of = total === void 0 ? "" : ` of ${formatBytes(total)} (${percent(done, total)} %)`;
	const count = entries === void 0 ? "" : `, ${formatCount(entries)} entries`;
	return `${verbs[progress.phase]} ${formatBytes(done)}${of}${count}`;
}
function percent(done, total) {
	return total <= 0 ? 100 : Math.min(100, Math.floor(done / total * 100));
}
const progressIntervalMs = 5e3;
function progressLines(write, now, intervalMs = progressIntervalMs) {
	let last = now();
	return (progress) => {
		const time = now();
		if (time - last < intervalMs) return;
		last = time;
		write(progressText(progress));
	};
}

export { progressLines as n, progressText as r, percent as t };
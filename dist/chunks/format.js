// src/output/format.ts
const units = [
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
function formatBytes(bytes) {
	if (bytes < 1024) return `${bytes} B`;
	let value = bytes;
	let unit = "";
	for (const next of units) {
		if (value < 1024) break;
		value /= 1024;
		unit = next;
	}
	return `${value < 10 ? value.toFixed(1) : Math.round(value).toString()} ${unit}`;
}
function formatDuration(ms) {
	if (ms < 1e3) return `${Math.round(ms)} ms`;
	const seconds = ms / 1e3;
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
function formatCount(count) {
	return count.toString().replace(/\B(?=(?:\d{3})+$)/g, ",");
}
function formatNumber(count, noun) {
	return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
function formatRatio(contentSize, layerSize) {
	return layerSize === 0 ? "1.0 : 1" : `${(contentSize / layerSize).toFixed(1)} : 1`;
}
function shortDigest(digest) {
	return digest.replace(/^(sha\d+:[0-9a-f]{12})[0-9a-f]*$/, "$1…");
}

export { formatRatio as a, formatNumber as i, formatCount as n, shortDigest as o, formatDuration as r, formatBytes as t };
// src/spec/version-order.ts
function compareVersions(a, b) {
	const [left, right] = [versionParts(a), versionParts(b)];
	if (left.isVersion !== right.isVersion) return left.isVersion ? 1 : -1;
	const release = compareNatural(left.release, right.release);
	if (release !== 0) return release;
	if (left.preRelease === void 0 || right.preRelease === void 0) return Number(left.preRelease === void 0) - Number(right.preRelease === void 0);
	return compareNatural(left.preRelease, right.preRelease);
}
function versionParts(text) {
	const version = text.replace(/^v(?=\d)/, "").replace(/\+.*$/s, "");
	const [, release, preRelease] = /^(\d+(?:\.\d+)+)-(.+)$/s.exec(version) ?? [];
	return {
		isVersion: /^\d/.test(version),
		release: release ?? version,
		preRelease
	};
}
function compareNatural(a, b) {
	const [left, right] = [runsOf(a), runsOf(b)];
	for (const [index, run] of left.entries()) {
		const other = right[index];
		if (other === void 0) return 1;
		const order = compareRuns(run, other);
		if (order !== 0) return order;
	}
	return left.length - right.length;
}
function runsOf(text) {
	return text.match(/\d+|\D+/g) ?? [];
}
function compareRuns(a, b) {
	if (/^\d/.test(a) && /^\d/.test(b)) {
		const [left, right] = [BigInt(a), BigInt(b)];
		return left < right ? -1 : Number(left > right);
	}
	return a < b ? -1 : Number(a > b);
}

Object.defineProperty(exports, "compareVersions", {
  enumerable: true,
  get: function () {
    return compareVersions;
  }
});
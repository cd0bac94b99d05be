// src/formats/semantic-version.ts
const identifiers = String.raw`[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*`;
const preRelease = String.raw`(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)`;
const versionSuffix = String.raw`(?:-${preRelease}(?:\.${preRelease})*)?(?:\+${identifiers})?`;
const strictVersion = new RegExp(String.raw`^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}${versionSuffix}$`);
function isSemanticVersion(text) {
	return strictVersion.test(text);
}
function isTagVersion(text) {
	return isSemanticVersion(text) && text.length <= 128 && !text.includes("+");
}

Object.defineProperty(exports, "isSemanticVersion", {
  enumerable: true,
  get: function () {
    return isSemanticVersion;
  }
});
Object.defineProperty(exports, "isTagVersion", {
  enumerable: true,
  get: function () {
    return isTagVersion;
  }
});
Object.defineProperty(exports, "versionSuffix", {
  enumerable: true,
  get: function () {
    return versionSuffix;
  }
});
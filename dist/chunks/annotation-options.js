let require_spec;
let require_options;

// src/commands/annotation-options.ts
function workflowAnnotations(env, version) {
	const server = env["GITHUB_SERVER_URL"];
	const repository = env["GITHUB_REPOSITORY"];
	const revision = env["GITHUB_SHA"];
	const annotations = {};
	if (repository) annotations[(require_spec ??= require("./spec.js")).annotationSource] = `${server || "https://github.com"}/${repository}`;
	if (revision) annotations[(require_spec ??= require("./spec.js")).annotationRevision] = revision;
	if (version !== void 0) annotations[(require_spec ??= require("./spec.js")).annotationVersion] = version;
	return annotations;
}
function readAnnotations({ annotations, timestamp }, level, defaults, { env, label }) {
	const subject = label("annotations");
	const merged = new Map(Object.entries(defaults));
	const removed = [];
	let created = timestamp;
	for (const line of annotations) {
		const [key, value] = parseAnnotation(line, level, subject);
		if (key === "org.opencontainers.image.created") {
			if (!(require_spec ??= require("./spec.js")).isRfc3339(value)) throw notDateError(subject, line);
			if (timestamp !== void 0 && timestamp !== value) throw (require_spec ??= require("./spec.js")).inputError(subject, line, `names another creation date than ${label("timestamp")}; give it only there`);
			created = value;
		} else if (value === "") {
			merged.delete(key);
			removed.push(key);
		} else merged.set(key, value);
	}
	const hasCreated = created !== void 0;
	return {
		annotations: Object.fromEntries(merged),
		removed,
		created: (require_options ??= require("./options.js")).creationDate(created, env),
		hasCreated
	};
}
function notDateError(subject, line) {
	return (require_spec ??= require("./spec.js")).inputError(subject, line, "does not set a date and time of RFC 3339; write for example 2026-01-31T12:00:00Z");
}
const levelPrefix = /^(?:(?:manifest|index)[a-z-]*(?:\[[^\]=]*\])?(?:,[^:=]*)?|[a-z-]+\[[^\]=]*\]):/i;
function parseAnnotation(line, level, subject) {
	const equals = line.indexOf("=");
	if (equals < 0) throw (require_spec ??= require("./spec.js")).inputError(subject, line, "has no \"=\"; write key=value");
	const written = line.slice(0, equals).trim();
	const prefix = level === void 0 ? "" : levelPrefix.exec(written)?.[0] ?? "";
	if (prefix !== "" && prefix !== `${level}:`) throw (require_spec ??= require("./spec.js")).inputError(subject, line, `has the prefix "${prefix}", but these are annotations of the ${level}; write ${level}:key=value or key=value, or set DOCKER_METADATA_ANNOTATIONS_LEVELS: ${level} for docker/metadata-action`);
	const key = written.slice(prefix.length).trim();
	if (/^["'`\u201c\u2018]|["'`\u201d\u2019]$/u.test(key)) throw (require_spec ??= require("./spec.js")).inputError(subject, line, "has quotes around its key; write key=value without quotes around the key");
	if (key === "" || /[\s\p{Cc}]/u.test(key)) throw (require_spec ??= require("./spec.js")).inputError(subject, line, "has no valid key before the \"=\"; write key=value, with a key without spaces");
	return [key, line.slice(equals + 1).trim()];
}
function readPairs(given, subject) {
	return Object.fromEntries(given.map((line) => parseAnnotation(line, void 0, subject)));
}
function readAnnotationEdit({ annotations, remove }, { label }) {
	const subject = label("annotations");
	const pairs = Object.entries(readPairs(annotations, subject));
	const created = pairs.find(([key, value]) => key === "org.opencontainers.image.created" && value !== "" && !(require_spec ??= require("./spec.js")).isRfc3339(value));
	if (created !== void 0) throw notDateError(subject, created.join("="));
	return {
		set: Object.fromEntries(pairs.filter(([, value]) => value !== "")),
		remove: [...remove, ...pairs.filter(([, value]) => value === "").map(([key]) => key)]
	};
}
function withPlatform(annotations, platform, label) {
	if (platform === void 0) return annotations;
	const recorded = (require_spec ??= require("./spec.js")).platformText(platform);
	const other = annotations[(require_spec ??= require("./spec.js")).annotationPlatform];
	if (other !== void 0 && other !== recorded) throw (require_spec ??= require("./spec.js")).inputError(label("annotations"), `${(require_spec ??= require("./spec.js")).annotationPlatform}=${other}`, `names another platform than ${label("platform")}; give the platform only there`);
	return {
		...annotations,
		[(require_spec ??= require("./spec.js")).annotationPlatform]: recorded
	};
}

Object.defineProperty(exports, "readAnnotationEdit", {
  enumerable: true,
  get: function () {
    return readAnnotationEdit;
  }
});
Object.defineProperty(exports, "readAnnotations", {
  enumerable: true,
  get: function () {
    return readAnnotations;
  }
});
Object.defineProperty(exports, "readPairs", {
  enumerable: true,
  get: function () {
    return readPairs;
  }
});
Object.defineProperty(exports, "withPlatform", {
  enumerable: true,
  get: function () {
    return withPlatform;
  }
});
Object.defineProperty(exports, "workflowAnnotations", {
  enumerable: true,
  get: function () {
    return workflowAnnotations;
  }
});
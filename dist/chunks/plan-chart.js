let require_rolldown_runtime;
let require_options;
let require_spec;
let require_build;
let require_formats;
let require_preset;
let require_manifest_parts;
let require_decompress;
let require_reader;
let require_yaml_file;
let node_path;
let node_fs;
let node_fs_promises;

// src/formats/helm/annotations.ts
const annotationAuthors = "org.opencontainers.image.authors";
const annotationDescription = "org.opencontainers.image.description";
const annotationUrl = "org.opencontainers.image.url";
function chartAnnotations(metadata, options) {
	const { name, version, description, home, sources = [], maintainers = [] } = metadata;
	const { workflow, timestamp, fileAnnotations } = options;
	const own = metadata.annotations ?? {};
	const created = timestamp ?? fileAnnotations?.["$manifest"]?.["org.opencontainers.image.created"] ?? own["org.opencontainers.image.created"];
	const given = (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations({
		...options,
		timestamp: created
	});
	const defaults = {
		[(require_spec ??= require("./spec.js")).annotationSource]: workflow?.repositoryUrl,
		[(require_spec ??= require("./spec.js")).annotationRevision]: workflow?.commit,
		[(require_spec ??= require("./spec.js")).annotationVersion]: options.version
	};
	const entries = Object.entries(given);
	const isDefault = ([key, value]) => defaults[key] === value;
	return {
		...Object.fromEntries(entries.filter(isDefault)),
		...withoutBlank({
			[annotationDescription]: description,
			[annotationUrl]: home,
			[(require_spec ??= require("./spec.js")).annotationSource]: sources[0],
			[annotationAuthors]: maintainers.map(authorText).join(", ")
		}),
		...own,
		[(require_spec ??= require("./spec.js")).annotationTitle]: name,
		[(require_spec ??= require("./spec.js")).annotationVersion]: version,
		...Object.fromEntries(entries.filter((entry) => !isDefault(entry)))
	};
}
function authorText({ name = "", email }) {
	return email === void 0 ? name : `${name} (${email})`;
}
function withoutBlank(annotations) {
	const entries = Object.entries(annotations).filter((entry) => (entry[1] ?? "").trim() !== "");
	return Object.fromEntries(entries);
}

// src/formats/helm/dependencies.ts
function readDependencies(fields, invalid) {
	const keys = /* @__PURE__ */ new Set();
	return fields.objects("dependencies").map((dependency) => {
		const name = dependency.text("name") ?? "";
		const alias = dependency.raw("alias");
		if (alias !== void 0 && !/^[a-zA-Z0-9_-]+$/.test(alias)) throw invalid(`has a dependency "${(require_spec ??= require("./spec.js")).printable(name, 100)}" whose alias has other characters than letters and digits`);
		const key = alias ?? name;
		if (keys.has(key)) throw invalid(`has two dependencies with the name or alias "${(require_spec ??= require("./spec.js")).printable(key, 100)}"`);
		keys.add(key);
		return {
			name,
			version: dependency.text("version"),
			repository: dependency.text("repository") ?? "",
			condition: dependency.text("condition"),
			tags: dependency.texts("tags"),
			enabled: dependency.flag("enabled"),
			"import-values": dependency.list("import-values")?.map(sorted),
			alias
		};
	});
}
function sorted(value) {
	if (Array.isArray(value)) return value.map(sorted);
	if (!(require_spec ??= require("./spec.js")).isRecord(value)) return value;
	const keys = Object.keys(value).sort((require_spec ??= require("./spec.js")).compareBytes);
	return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}

// src/formats/helm/fields.ts
var FieldReader = class FieldReader {
	#value;
	#invalid;
	#path;
	constructor(value, invalid, path = "") {
		this.#value = value;
		this.#invalid = invalid;
		this.#path = path;
	}
	keys() {
		return Object.keys(this.#value);
	}
	value(key) {
		return Object.hasOwn(this.#value, key) ? this.#value[key] : void 0;
	}
	raw(key) {
		return this.#textOf(this.value(key), key) || void 0;
	}
	text(key) {
		return sanitize(this.raw(key) ?? "") || void 0;
	}
	texts(key) {
		return nonEmpty(this.#list(key).map((item) => sanitize(this.#textOf(item, key))));
	}
	flag(key) {
		const value = this.value(key);
		if (value === true || typeof value === "string" && /^(?:y|yes|on)$/i.test(value)) return true;
		if (value === void 0 || value === null || value === false) return void 0;
		if (typeof value === "string" && /^(?:n|no|off)$/i.test(value)) return void 0;
		throw this.#wrongType(key, "true or false");
	}
	list(key) {
		return nonEmpty(this.#list(key));
	}
	object(key) {
		const value = this.value(key);
		if (value === void 0 || value === null) return void 0;
		if ((require_spec ??= require("./spec.js")).isRecord(value)) return new FieldReader(value, this.#invalid, this.#pathOf(key));
		throw this.#wrongType(key, "an object with keys and values");
	}
	objects(key) {
		return this.#list(key).map((item) => {
			if ((require_spec ??= require("./spec.js")).isRecord(item)) return new FieldReader(item, this.#invalid, this.#pathOf(key));
			throw this.#wrongType(key, "a list of objects with keys and values");
		});
	}
	#list(key) {
		const value = this.value(key);
		if (value === void 0 || value === null) return [];
		if (Array.isArray(value)) return value;
		throw this.#wrongType(key, "a list");
	}
	#textOf(value, key) {
		if (value === void 0 || value === null) return "";
		if (typeof value === "string") return value;
		if (typeof value === "number" || typeof value === "boolean") return String(value);
		throw this.#wrongType(key, "text");
	}
	#pathOf(key) {
		return this.#path === "" ? key : `${this.#path}.${key}`;
	}
	#wrongType(key, expected) {
		return this.#invalid(`has the field ${this.#pathOf(key)} in its metadata, which is not ${expected}`);
	}
};
function nonEmpty(list) {
	return list.length === 0 ? void 0 : list;
}
function sanitize(text) {
	return text.replace(/\p{White_Space}/gu, " ").replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "");
}

// src/formats/helm/metadata.ts
async function parseChart(files, path) {
	const invalid = (problem) => new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the Helm chart "${(require_spec ??= require("./spec.js")).printable(path, 300)}" ${problem}`);
	const fields = new FieldReader(await readObject(files.chart, "Chart.yaml", invalid), invalid);
	const name = fields.text("name");
	if (name === void 0) throw invalid("has no name in Chart.yaml; add one, for example name: web");
	if (!(require_formats ??= require("./formats.js")).isChartName(name)) throw invalid(`has the name "${(require_spec ??= require("./spec.js")).printable(name, 100)}"; use only letters, digits, "-", "_" and "."`);
	const version = fields.raw("version");
	if (version === void 0) throw invalid("has no version in Chart.yaml; add one, for example version: 1.0.0");
	if (!(require_formats ??= require("./formats.js")).isChartVersion(version)) throw invalid(`has the version "${(require_spec ??= require("./spec.js")).printable(version, 100)}", which is not a semantic version such as 1.0.0`);
	const apiVersion = fields.raw("apiVersion");
	if (apiVersion === void 0) throw invalid("has no apiVersion in Chart.yaml; add apiVersion: v2");
	if (apiVersion !== "v1" && apiVersion !== "v2") throw invalid(`has the apiVersion "${(require_spec ??= require("./spec.js")).printable(apiVersion, 100)}" in Chart.yaml; use v2, or v1 for Helm 2`);
	const type = fields.raw("type");
	if (type !== void 0 && type !== "application" && type !== "library") throw invalid(`has the type "${(require_spec ??= require("./spec.js")).printable(type, 100)}" in Chart.yaml; use application or library`);
	const listed = files.requirements === void 0 ? fields : new FieldReader(await readObject(files.requirements, "requirements.yaml", invalid), invalid);
	return {
		name,
		home: fields.text("home"),
		sources: fields.texts("sources"),
		version,
		description: fields.text("description"),
		keywords: fields.texts("keywords"),
		maintainers: nonEmpty(fields.objects("maintainers").map((each) => ({
			name: each.text("name"),
			email: each.text("email"),
			url: each.text("url")
		}))),
		icon: fields.text("icon"),
		apiVersion,
		condition: fields.text("condition"),
		tags: fields.text("tags"),
		appVersion: fields.text("appVersion"),
		deprecated: fields.flag("deprecated"),
		annotations: annotationsOf(fields),
		kubeVersion: fields.text("kubeVersion"),
		dependencies: nonEmpty(readDependencies(listed, invalid)),
		type
	};
}
async function chartName({ chart }, path) {
	const invalid = (problem) => new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the Helm chart "${(require_spec ??= require("./spec.js")).printable(path, 300)}" ${problem}`);
	return new FieldReader(await readObject(chart, "Chart.yaml", invalid), invalid).text("name");
}
async function readObject(content, file, invalid) {
	const [value] = await (require_yaml_file ??= require("./yaml-file.js")).parseYaml(content, file);
	if ((require_spec ??= require("./spec.js")).isRecord(value)) return value;
	throw invalid(`has a ${file} that is not an object with keys and values`);
}
function annotationsOf(fields) {
	const annotations = fields.object("annotations");
	const keys = annotations?.keys() ?? [];
	if (keys.length === 0) return void 0;
	return Object.fromEntries(keys.map((key) => [key, annotations?.raw(key) ?? ""]));
}

// src/formats/helm/chart-source.ts
const maxChartBytes = 268435456;
async function readChartDirectory(path) {
	return {
		chart: await (require_preset ??= require("./preset.js")).readSourceFile("helm", path, "Chart.yaml"),
		requirements: await readOptional((0, (node_path ??= require("node:path")).join)(path, "requirements.yaml"))
	};
}
async function readHelmIgnore(path) {
	return new TextDecoder().decode(await readOptional((0, (node_path ??= require("node:path")).join)(path, ".helmignore")));
}
async function readChartArchive(path, { signal }) {
	const shown = (require_spec ??= require("./spec.js")).printable(path, 300);
	if (!await (require_preset ??= require("./preset.js")).isGzipFile(path)) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "helm" needs the directory of a chart, or the .tgz of "helm package", and "${shown}" is neither`);
	const files = /* @__PURE__ */ new Map();
	const what = `the archive "${shown}"`;
	const content = (require_decompress ??= require("./decompress.js")).decompress((0, (node_fs ??= require("node:fs")).createReadStream)(path), {
		compression: "gzip",
		maxSize: maxChartBytes,
		what,
		signal
	});
	const reader = new (require_reader ??= require("./reader.js")).TarReader(content, { what });
	try {
		for (let entry = await reader.next(); entry !== void 0; entry = await reader.next()) {
			const name = nameInChart(entry.name.toString());
			if (entry.type !== "file" || name !== "Chart.yaml" && name !== "requirements.yaml") continue;
			if (entry.size > 4194304) throw notChart(shown, `${name} has ${entry.size} bytes, over the limit of ${(require_yaml_file ??= require("./yaml-file.js")).maxYamlBytes}`);
			if (files.has(name)) throw notChart(shown, `it has two files ${name}`);
			files.set(name, Uint8Array.from(await reader.readAll()));
		}
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isOciError(error, "ARCHIVE_INVALID", "SIZE_LIMIT")) throw notChart(shown, (require_spec ??= require("./spec.js")).messageOf(error), error);
		throw (require_spec ??= require("./spec.js")).isOciError(error) ? error : (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	} finally {
		await reader.close();
	}
	const chart = files.get("Chart.yaml");
	if (chart === void 0) throw notChart(shown, "it has no Chart.yaml in a top directory");
	return {
		chart,
		requirements: files.get("requirements.yaml")
	};
}
function nameInChart(entry) {
	const separator = entry.includes("\\") ? "\\" : "/";
	return (node_path ??= require("node:path")).posix.normalize(entry.split(separator).slice(1).join("/"));
}
function notChart(shown, reason, cause) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the archive "${shown}" is not a Helm chart: ${reason}; package the chart with "helm package"`, { cause });
}
async function subchartNames(path, isIgnored, options) {
	const names = /* @__PURE__ */ new Set();
	if (isIgnored((require_options ??= require("./options.js")).byteStringOf("charts"), true)) return names;
	for (const entry of await entriesOf((0, (node_path ??= require("node:path")).join)(path, "charts"))) {
		const child = (0, (node_path ??= require("node:path")).join)(path, "charts", entry);
		const isTree = await (require_preset ??= require("./preset.js")).isDirectory(child);
		if (/^[._]/.test(entry) || isIgnored((require_options ??= require("./options.js")).byteStringOf(`charts/${entry}`), isTree)) continue;
		if (!isTree && !entry.endsWith(".tgz")) continue;
		const files = isTree ? await readChartDirectory(child) : await readChartArchive(child, options);
		const name = await chartName(files, child);
		if (name !== void 0) names.add(name);
	}
	return names;
}
async function entriesOf(directory) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(directory);
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) === "ENOENT") return [];
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${directory}`);
	}
}
async function readOptional(path) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(path);
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) === "ENOENT") return void 0;
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}

// src/formats/helm/ignore.ts
const defaultRule = "templates/.?*";
function helmIgnoreMatcher(content) {
	const rules = [...content.replace(/^\uFEFF/, "").split("\n"), defaultRule].map((line) => parseRule(line.trim())).filter((rule) => rule !== void 0);
	return (name, isDirectory) => {
		const path = (require_options ??= require("./options.js")).textOf(name);
		return rules.some((rule) => isIgnored(rule, path, isDirectory));
	};
}
function parseRule(line) {
	if (line.includes("**") && !line.startsWith("#")) throw invalidRule(line, "Helm does not support \"**\"; write one rule for each directory");
	try {
		return (require_options ??= require("./options.js")).parseIgnoreRule(line.replaceAll("[!", String.raw`[\!`));
	} catch (error) {
		throw invalidRule(line, (require_spec ??= require("./spec.js")).messageOf(error));
	}
}
function isIgnored({ isNegated, onlyDirectories, matches }, path, isDirectory) {
	const isOtherKind = onlyDirectories && !isDirectory;
	return isNegated ? isOtherKind || !matches(path) : !isOtherKind && matches(path);
}
function invalidRule(line, reason) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the rule "${(require_spec ??= require("./spec.js")).printable(line, 200)}" in .helmignore is not valid: ${reason}`);
}

// src/formats/helm/plan-chart.ts
async function namesOfChart(source, options) {
	const { path, metadata } = await openChart(source, options);
	const { name, version } = metadata;
	const tag = (require_spec ??= require("./spec.js")).tagOfVersion(version);
	if ((require_spec ??= require("./spec.js")).isTag(tag)) return {
		repository: name,
		version,
		tags: [tag]
	};
	const problem = `has the version "${(require_spec ??= require("./spec.js")).printable(version, 200)}", which is too long for a tag`;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the Helm chart "${(require_spec ??= require("./spec.js")).printable(path, 300)}" ${problem}`);
}
async function planChart(source, options) {
	const chart = await openChart(source, options);
	const { metadata } = chart;
	return {
		omitMediaType: true,
		config: {
			kind: "bytes",
			bytes: (require_spec ??= require("./spec.js")).encodeJson(metadata),
			mediaType: (require_formats ??= require("./formats.js")).chartConfigType
		},
		layers: chart.isTree ? [await directoryLayer(chart, options)] : await archiveLayers(chart.path, options),
		annotations: chartAnnotations(metadata, options),
		notices: versionNotice(metadata)
	};
}
async function openChart(source, options) {
	const path = (require_preset ??= require("./preset.js")).singlePath("helm", source);
	(require_preset ??= require("./preset.js")).rejectOptions("helm", options, [
		"config",
		"artifactType",
		"layerMediaType",
		"mediaTypes",
		"imageSpec",
		"compression",
		"platform",
		"labels",
		"subDir"
	]);
	const isTree = await (require_preset ??= require("./preset.js")).isDirectory(path);
	const metadata = await parseChart(isTree ? await readChartDirectory(path) : await readChartArchive(path, options), path);
	const { version, label = (require_spec ??= require("./spec.js")).plainLabel } = options;
	if (version !== void 0 && version !== metadata.version) throw (require_spec ??= require("./spec.js")).inputError(label("version"), version, `is not the version of the chart, which is ${metadata.version}; set version in Chart.yaml, package the chart with "helm package --version", or omit ${label("version")}`);
	return {
		path,
		isTree,
		metadata
	};
}
async function directoryLayer({ path, metadata }, options) {
	const ignore = helmIgnoreMatcher(await readHelmIgnore(path));
	const isExcluded = (require_options ??= require("./options.js")).patternMatcher(options.exclude ?? []);
	const isIgnored = (name, isTree) => isExcluded(name, isTree) || ignore(name, isTree);
	if (isIgnored((require_options ??= require("./options.js")).byteStringOf("Chart.yaml"), false)) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the Helm chart "${(require_spec ??= require("./spec.js")).printable(path, 300)}" ignores its own Chart.yaml; correct .helmignore or exclude`);
	await checkDependencies(path, metadata, isIgnored, options);
	const top = (require_options ??= require("./options.js")).byteStringOf(metadata.name);
	const { symlinks } = options;
	const layer = (require_formats ??= require("./formats.js")).packedLayer(path, (require_formats ??= require("./formats.js")).chartContentType, {
		...options,
		symlinks: symlinks === "error" ? symlinks : "follow"
	});
	const mapEntry = (entry) => entry.kind === "directory" ? void 0 : {
		...entry,
		name: (require_options ??= require("./options.js")).joinName(top, entry.name),
		mode: 420
	};
	return {
		...layer,
		pack: {
			...layer.pack,
			ignore,
			mapEntry
		}
	};
}
async function checkDependencies(path, { dependencies }, isIgnored, options) {
	if (dependencies === void 0) return;
	const present = await subchartNames(path, isIgnored, options);
	const missing = dependencies.map(({ name }) => name).filter((name) => !present.has(name));
	if (missing.length === 0) return;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the Helm chart "${(require_spec ??= require("./spec.js")).printable(path, 300)}" has dependencies in Chart.yaml that are missing in charts/: ${(require_spec ??= require("./spec.js")).printable(missing.join(", "), 300)}; run "helm dependency build"`);
}
async function archiveLayers(path, options) {
	const layers = [await archiveLayer(path, (require_formats ??= require("./formats.js")).chartContentType, options)];
	const provenance = `${path}.prov`;
	if (await isFile(provenance)) layers.push(await archiveLayer(provenance, (require_formats ??= require("./formats.js")).chartProvenanceType, options));
	return layers.sort(({ expected: a }, { expected: b }) => (a?.digest ?? "") < (b?.digest ?? "") ? -1 : 1);
}
async function archiveLayer(path, mediaType, options) {
	return {
		kind: "file",
		path,
		mediaType,
		expected: await (require_build ??= require("./build.js")).hashFile(path, { signal: options.signal }),
		annotations: options.layerAnnotations
	};
}
async function isFile(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isFile();
	} catch {
		return false;
	}
}
function versionNotice({ version }) {
	if ((require_formats ??= require("./formats.js")).isSemanticVersion(version)) return [];
	return [`the version "${(require_spec ??= require("./spec.js")).printable(version, 100)}" of the chart is not a complete semantic version; helm lists only versions such as 1.2.0 in a registry`];
}

exports.namesOfChart = namesOfChart;
exports.planChart = planChart;
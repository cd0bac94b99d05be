let require_rolldown_runtime;
let require_options;
let require_spec;
let require_build;
let require_manifest_parts;
let require_preset;
let node_path;
let node_fs_promises;

// src/formats/homebrew.ts
const name = "homebrew";
const prefix = "org.opencontainers.image";
const architectures = {
	arm64: "arm64",
	x86_64: "amd64"
};
const systems = {
	Macintosh: "darwin",
	Linux: "linux"
};
const homebrew = {
	name,
	async names(source) {
		const { formula, bottle } = await readBottles(await (require_preset ??= require("./preset.js")).requireDirectory(name, source));
		return {
			repository: text(formula, "name", "formula").replaceAll("@", "/").replaceAll("+", "x").toLowerCase(),
			tags: [versionOf(formula, bottle)]
		};
	},
	async plan(source, options) {
		const directory = await (require_preset ??= require("./preset.js")).requireDirectory(name, source);
		(require_preset ??= require("./preset.js")).rejectOptions(name, options, [
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
		const bottles = await readBottles(directory);
		const annotations = indexAnnotations(bottles, options);
		const manifests = [];
		for (const [tag, entry] of bottles.tags) manifests.push(await manifestOf(directory, bottles, tag, entry, annotations, options));
		return {
			omitMediaType: true,
			manifests,
			annotations
		};
	}
};
async function readBottles(directory) {
	let files;
	try {
		files = (await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(directory)).filter((file) => file.endsWith(".bottle.json")).sort((require_spec ??= require("./spec.js")).compareBytes);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${directory}`);
	}
	const parts = await Promise.all(files.map((file) => readBottleFile((0, (node_path ??= require("node:path")).join)(directory, file))));
	const [first] = parts;
	if (first === void 0) throw invalid(`"${(require_spec ??= require("./spec.js")).printable(directory, 300)}" has no file *.bottle.json; write it with brew bottle --json`);
	for (const [index, { fullName, formula }] of parts.entries()) if (fullName !== first.fullName || formula["pkg_version"] !== first.formula["pkg_version"]) throw invalid(`"${files[0]}" and "${files[index]}" are bottles of different formulas or versions; give one of them`);
	return {
		...first,
		tags: new Map(parts.flatMap(({ tags }) => Array.from(tags)))
	};
}
async function readBottleFile(file) {
	let value;
	try {
		value = (require_spec ??= require("./spec.js")).parseJson(await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(file));
	} catch (error) {
		if (error instanceof Error && "code" in error) throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${file}`);
		throw invalid(`"${(require_spec ??= require("./spec.js")).printable(file, 300)}" is not JSON; write it with brew bottle --json`);
	}
	const [[fullName, entry] = []] = (require_spec ??= require("./spec.js")).isRecord(value) ? Object.entries(value) : [];
	const { formula, bottle } = (require_spec ??= require("./spec.js")).isRecord(entry) ? entry : {};
	const tags = (require_spec ??= require("./spec.js")).isRecord(bottle) ? bottle["tags"] : void 0;
	if (fullName === void 0 || !(require_spec ??= require("./spec.js")).isRecord(formula) || !(require_spec ??= require("./spec.js")).isRecord(bottle) || !(require_spec ??= require("./spec.js")).isRecord(tags)) throw invalid(`"${(require_spec ??= require("./spec.js")).printable(file, 300)}" has no formula with bottle.tags; write it with brew bottle --json`);
	return {
		fullName,
		formula,
		bottle,
		tags: new Map(Object.entries(tags).map(([tag, each]) => [tag, recordOf(each)]))
	};
}
function indexAnnotations({ fullName, formula, bottle }, options) {
	const { [(require_spec ??= require("./spec.js")).annotationCreated]: created, ...own } = (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options);
	return {
		...withoutEmpty({
			"com.github.package.type": "homebrew_bottle",
			[`${prefix}.description`]: formula["desc"],
			[`${prefix}.licenses`]: formula["license"],
			[`${prefix}.ref.name`]: versionOf(formula, bottle),
			[`${prefix}.revision`]: formula["tap_git_revision"],
			[`${prefix}.source`]: formula["tap_git_remote"],
			[(require_spec ??= require("./spec.js")).annotationTitle]: fullName,
			[`${prefix}.url`]: formula["homepage"],
			[`${prefix}.vendor`]: options.repository?.split("/")[0],
			[`${prefix}.version`]: formula["pkg_version"]
		}),
		...own,
		[(require_spec ??= require("./spec.js")).annotationCreated]: options.timestamp ?? dateOf(bottle) ?? created ?? ""
	};
}
async function manifestOf(directory, { fullName, formula, bottle }, tag, entry, common, options) {
	const file = text(entry, "local_filename", tag);
	const path = (0, (node_path ??= require("node:path")).join)(directory, file);
	if (file !== file.replaceAll(/[/\\]/g, "") || !await (require_preset ??= require("./preset.js")).isGzipFile(path)) throw invalid(`the bottle "${(require_spec ??= require("./spec.js")).printable(file, 300)}" of ${tag} is not a .tar.gz archive in the directory; add it`);
	const { digest, size } = await (require_build ??= require("./build.js")).hashFile(path, { signal: options.signal });
	const sha256 = text(entry, "sha256", tag);
	if (digest !== `sha256:${sha256}`) throw invalid(`the bottle "${(require_spec ??= require("./spec.js")).printable(file, 300)}" has not the checksum in its JSON file; build the bottle again`);
	const tab = recordOf(entry["tab"]);
	const rebuild = Number(bottle["rebuild"] ?? 0);
	const reference = `${text(formula, "pkg_version", "formula")}.${tag}${rebuild > 0 ? `.${rebuild}` : ""}`;
	const builtOn = recordOf(tab["built_on"]);
	const platform = tag === "all" ? void 0 : platformOf(tag, tab, builtOn);
	const isLinux = platform?.os === "linux";
	const own = withoutEmpty({
		[`${prefix}.ref.name`]: reference,
		"sh.brew.bottle.cpu.variant": isLinux ? builtOn["oldest_cpu_family"] : void 0,
		"sh.brew.bottle.digest": sha256,
		"sh.brew.bottle.glibc.version": isLinux ? builtOn["glibc_version"] : void 0,
		"sh.brew.bottle.size": String(size),
		"sh.brew.bottle.installed_size": entry["installed_size"],
		"sh.brew.license": formula["license"],
		"sh.brew.tab": JSON.stringify(tab),
		"sh.brew.path_exec_files": Array.isArray(entry["path_exec_files"]) ? entry["path_exec_files"].join(",") : void 0
	});
	return {
		platform,
		annotations: own,
		plan: {
			omitMediaType: true,
			config: {
				kind: "computed",
				mediaType: (require_spec ??= require("./spec.js")).mediaTypeImageConfig,
				encode: (layers) => (require_spec ??= require("./spec.js")).encodeJson({
					...platform,
					rootfs: {
						type: "layers",
						diff_ids: layers.map(({ diffId }) => diffId)
					}
				})
			},
			layers: [{
				kind: "file",
				path,
				mediaType: (require_spec ??= require("./spec.js")).mediaTypeImageLayerGzip,
				annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ [(require_spec ??= require("./spec.js")).annotationTitle]: file }, file, options)
			}],
			annotations: {
				...common,
				...own,
				[(require_spec ??= require("./spec.js")).annotationTitle]: `${fullName} ${reference}`
			}
		}
	};
}
function platformOf(tag, tab, builtOn) {
	const architecture = architectures[String(tab["arch"])] ?? (tag.startsWith("arm64") ? "arm64" : "amd64");
	const os = systems[String(builtOn["os"])] ?? (tag.endsWith("linux") ? "linux" : "darwin");
	const version = builtOn["os_version"];
	return {
		architecture,
		os,
		"os.version": typeof version === "string" ? version.replace(/ LTS$/, "") : void 0
	};
}
function versionOf(formula, bottle) {
	const rebuild = Number(bottle["rebuild"] ?? 0);
	return `${text(formula, "pkg_version", "formula")}${rebuild > 0 ? `-${rebuild}` : ""}`;
}
function dateOf({ date }) {
	return typeof date === "string" && date !== "" ? date : void 0;
}
function text(object, key, where) {
	const value = object[key];
	if (typeof value === "string" && value !== "") return value;
	throw invalid(`the bottle JSON has no ${key} in ${(require_spec ??= require("./spec.js")).printable(where, 100)}; write it with brew bottle --json`);
}
function recordOf(value) {
	return (require_spec ??= require("./spec.js")).isRecord(value) ? value : {};
}
function withoutEmpty(values) {
	const entries = Object.entries(values).filter(([, value]) => value !== void 0 && value !== null && value !== "");
	return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}
function invalid(message) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", message);
}

exports.homebrew = homebrew;
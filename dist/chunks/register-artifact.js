let require_rolldown_runtime;
let require_spec;
let node_fs_promises;

// src/action/register-artifact.ts
const declaration = /^oci:\/\/[A-Za-z0-9.[\]:-]+\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/;
async function registerArtifact(result, context) {
	const { env, log } = context;
	const label = context.label("register-artifact");
	const file = env["GITHUB_ARTIFACTS"];
	if (!result.pushed) {
		log.notice(`${label}: nothing was pushed to a registry; skipping registration`);
		return;
	}
	if (!file) {
		log.notice(`${label}: this runner has no artifact registration (GITHUB_ARTIFACTS is not set); pass the outputs to later steps`);
		return;
	}
	const line = `oci://${result.pinnedReference}`;
	if (!declaration.test(line)) {
		const reason = `"${result.pinnedReference}" is not a valid artifact reference for the runner`;
		log.warning(`${label}: ${reason}; skipping registration`);
		return;
	}
	const other = await declaredDigest(env["GITHUB_ARTIFACTS_LIST"], result.name);
	if (other !== void 0 && other !== result.digest) {
		log.warning(`${label}: an earlier step registered ${result.name} with another digest (${other}), and the runner accepts only one; skipping registration`);
		return;
	}
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).appendFile)(file, `${line}\n`);
		log.line(`registered ${line} with the runner`);
	} catch (error) {
		log.warning(`${label}: cannot register the artifact: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
	}
}
async function declaredDigest(list, name) {
	if (!list) return void 0;
	try {
		const value = JSON.parse(await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(list, "utf8"));
		const subjects = (require_spec ??= require("./spec.js")).isRecord(value) ? value["subjects"] : void 0;
		const found = Array.isArray(subjects) ? subjects.find((subject) => (require_spec ??= require("./spec.js")).isRecord(subject) && subject["kind"] === "oci" && subject["name"] === name) : void 0;
		const digest = (require_spec ??= require("./spec.js")).isRecord(found) ? found["digest"] : void 0;
		return typeof digest === "string" && /^[a-z0-9]+:[0-9a-f]{1,128}$/.test(digest) ? digest : void 0;
	} catch {
		return;
	}
}

exports.registerArtifact = registerArtifact;
let require_rolldown_runtime;
let require_core;
let require_docker_login;
let require_spec;
let require_command_files;

// src/action/docker-entry-state.ts
const name = "docker-entry";
function saveDockerEntry(saved) {
	(require_command_files ??= require("./command-files.js")).saveState({ [name]: JSON.stringify(saved) });
}
async function removeDockerEntry({ log, lifetime }) {
	const saved = readDockerEntry();
	if (saved === void 0) return;
	try {
		const removed = await (require_docker_login ??= require("./docker-login.js")).removeDockerAuth(saved, { signal: lifetime.signal });
		log.line(removed ? `removed "${saved.key}" from ${saved.path}` : `"${saved.key}" in ${saved.path} was changed or removed after this action wrote it; nothing is removed`);
	} catch (error) {
		log.warning(`cannot remove the credentials for "${saved.key}" from ${saved.path}, where a later job on this machine could read them: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
	}
}
function readDockerEntry() {
	let value;
	try {
		value = JSON.parse((require_core ??= require("./core.js")).getState(name));
	} catch {
		return;
	}
	if (!(require_spec ??= require("./spec.js")).isRecord(value)) return void 0;
	const { path, key, entry, pid } = value;
	if (typeof path !== "string" || typeof key !== "string" || typeof entry !== "string" || !(require_spec ??= require("./spec.js")).isDigest(entry) || typeof pid !== "number") return void 0;
	return {
		path,
		key,
		entry,
		pid,
		created: value["created"] === true,
		added: value["added"] === true,
		kept: false,
		wasEmpty: value["wasEmpty"] === true
	};
}

exports.removeDockerEntry = removeDockerEntry;
exports.saveDockerEntry = saveDockerEntry;
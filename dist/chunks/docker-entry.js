let require_rolldown_runtime;
let require_docker_login;
let require_spec;
let require_docker_entry_state;
let node_os;
let node_path;

// src/action/docker-entry.ts
const identityTokenUser = "00000000-0000-0000-0000-000000000000";
async function writeDockerEntry(connection, { label: labelOf, log, signal }) {
	const label = labelOf("write-docker-config");
	const { registry, repository } = connection.reference;
	try {
		const found = await connection.credential(repository, { signal });
		if (found === void 0) {
			log.notice(`${label}: no credentials for ${registry} were found, so no entry was written; a step that needs it will fail`);
			return;
		}
		const credential = staticCredential(found.credential);
		if (credential === void 0) {
			log.notice(`${label}: the credentials for ${registry} from ${found.source} are only a bearer token, which Docker's configuration cannot store; no entry was written`);
			return;
		}
		const saved = await (require_docker_login ??= require("./docker-login.js")).saveDockerAuth((0, (node_path ??= require("node:path")).join)((0, (node_os ??= require("node:os")).homedir)(), ".docker", "config.json"), registry, credential, {
			signal,
			keepExisting: true,
			beforeWrite: (entry) => {
				saveState(entry, (secret) => {
					log.hide(secret);
				});
			}
		});
		if (saved.kept) log.notice(`${label}: "${saved.key}" in ${saved.path} already has credentials, which were not changed`);
		else if (saved.added) log.line(`Wrote credentials for ${registry} to ${saved.path} (removed at the end of the job)`);
		else log.line(`credentials for ${registry} are already in ${saved.path}`);
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isOciError(error) && error.code !== "ABORTED") throw (require_spec ??= require("./spec.js")).inputError(label, void 0, error.message);
		throw error;
	}
}
function saveState(saved, mask) {
	mask((require_spec ??= require("./spec.js")).digestHex(saved.entry));
	(require_docker_entry_state ??= require("./docker-entry-state.js")).saveDockerEntry(saved);
}
function staticCredential({ username, password, identityToken }) {
	if (identityToken) return {
		username: username || identityTokenUser,
		identityToken
	};
	return username && password ? {
		username,
		password
	} : void 0;
}

exports.writeDockerEntry = writeDockerEntry;
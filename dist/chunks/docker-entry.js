import { n as saveDockerEntry, r as saveDockerAuth } from "./docker-entry-state.js";
import { S as digestHex } from "./media-types.js";
import { i as inputError, o as isOciError } from "./error.js";
import { join } from "node:path";
import { homedir } from "node:os";

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
		const saved = await saveDockerAuth(join(homedir(), ".docker", "config.json"), registry, credential, {
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
		if (isOciError(error) && error.code !== "ABORTED") throw inputError(label, void 0, error.message);
		throw error;
	}
}
function saveState(saved, mask) {
	mask(digestHex(saved.entry));
	saveDockerEntry(saved);
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

export { writeDockerEntry };
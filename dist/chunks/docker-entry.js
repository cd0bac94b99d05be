import { i as saveDockerAuth, n as saveDockerEntry } from "./docker-entry-state.js";
import { _ as digestHex } from "./media-types.js";
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
			log.notice(`${label}: there are no credentials for ${registry}, so no entry is written; a step that needs one will fail`);
			return;
		}
		const credential = staticCredential(found.credential);
		if (credential === void 0) {
			log.notice(`${label}: the credentials for ${registry} from ${found.source} are a bearer token alone, which an entry for other tools cannot hold; none is written`);
			return;
		}
		const saved = await saveDockerAuth(join(homedir(), ".docker", "config.json"), registry, credential, {
			signal,
			keepExisting: true,
			beforeWrite: (coming) => {
				announce(coming, (secret) => {
					log.hide(secret);
				});
			}
		});
		if (saved.kept) log.notice(`${label}: "${saved.key}" in ${saved.path} has credentials already, which stay and are used`);
		else log.line(`credentials for ${registry} stand in ${saved.path}${saved.added ? " until the job ends" : " already"}`);
	} catch (error) {
		if (isOciError(error) && error.code !== "ABORTED") throw inputError(label, void 0, error.message);
		throw error;
	}
}
function announce(saved, mask) {
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
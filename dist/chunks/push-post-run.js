import { r as removeDockerAuth, t as readDockerEntry } from "./docker-entry-state.js";
import { c as messageOf } from "./error.js";

// src/action/push-post-run.ts
async function tidyUp({ log, lifetime }) {
	const saved = readDockerEntry();
	if (saved === void 0) return;
	try {
		const removed = await removeDockerAuth(saved, { signal: lifetime.signal });
		log.line(removed ? `removed "${saved.key}" from ${saved.path}` : `"${saved.key}" in ${saved.path} was changed or removed after this action wrote it; nothing is removed`);
	} catch (error) {
		log.warning(`cannot remove the credentials for "${saved.key}" from ${saved.path}, where a later job on this machine could read them: ${messageOf(error)}`);
	}
}

export { tidyUp };
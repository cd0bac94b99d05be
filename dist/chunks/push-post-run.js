import { r as removeDockerAuth, t as readDockerEntry } from "./docker-entry-state.js";
import { c as messageOf } from "./error.js";

// src/action/push-post-run.ts
async function tidyUp({ log, lifetime }) {
	const saved = readDockerEntry();
	if (saved === void 0) return;
	try {
		const removed = await removeDockerAuth(saved, { signal: lifetime.signal });
		log.line(removed ? `removed "${saved.key}" from ${saved.path}` : `"${saved.key}" in ${saved.path} is not as this action wrote it, or gone; nothing is removed`);
	} catch (error) {
		log.warning(`the credentials for "${saved.key}" could not be removed from ${saved.path}, where a later job on this machine may find them: ${messageOf(error)}`);
	}
}

export { tidyUp };
import { n as keptKeys, t as ActionsCacheStore } from "./actions-cache-store.js";
import { join } from "node:path";

// src/action/layer-cache.ts
function layersBetweenJobs({ env, log, lifetime }) {
	const temporary = env["RUNNER_TEMP"];
	if (!temporary) return void 0;
	const cache = new ActionsCacheStore(join(temporary, "oci-artifact-layers"), env["GITHUB_WORKSPACE"], log);
	return {
		cache,
		open: async (key, signal) => (await cache.open(keptKeys(`oci-artifact-layer-${key}`), "this source", signal ?? lifetime.signal)).path,
		warn: cache.onWarning
	};
}

export { layersBetweenJobs };
import { n as keptKeys, t as ActionsCacheStore } from "./actions-cache-store.js";
import { join } from "node:path";

// src/action/layer-cache.ts
function layersBetweenJobs({ env, log, signal }) {
	const temporary = env["RUNNER_TEMP"];
	if (!temporary) return void 0;
	const store = new ActionsCacheStore(join(temporary, "oci-artifact-layers"), env["GITHUB_WORKSPACE"], log);
	return {
		open: async (key, openSignal) => (await store.open(keptKeys(`oci-artifact-layer-${key}`), "this source", openSignal ?? signal)).path,
		warn: store.onWarning,
		save: (saveSignal) => store.save(saveSignal),
		removeNow: () => {
			store.removeNow();
		}
	};
}

export { layersBetweenJobs };
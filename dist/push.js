import { availableParallelism } from "node:os";

// src/concurrency/thread-pool.ts
const minThreads = 4;
const waitingThreads = 2;
function sizeThreadPool(env) {
	env["UV_THREADPOOL_SIZE"] ||= String(Math.max(minThreads, availableParallelism() + waitingThreads));
}

// src/action/push.ts
sizeThreadPool(process.env);
const { runAction } = await import("./chunks/action.js");
const { writeDockerEntry } = await import("./chunks/docker-entry.js");
const { registerArtifact } = await import("./chunks/register-artifact.js");
await runAction("push", {
	writeDockerConfig: writeDockerEntry,
	registerArtifact,
	layerCache: async (context) => (await import("./chunks/layer-cache.js")).layersBetweenJobs(context)
});

export {  };
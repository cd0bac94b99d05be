import { t as sizeThreadPool } from "./chunks/thread-pool.js";

// src/action/push.ts
sizeThreadPool(process.env);
const { runAction } = await import("./chunks/action2.js");
const { writeDockerEntry } = await import("./chunks/docker-entry.js");
const { registerArtifact } = await import("./chunks/register-artifact.js");
await runAction("push", {
	writeDockerConfig: writeDockerEntry,
	registerArtifact,
	layerCache: async (context) => (await import("./chunks/job-caches.js")).layerCache(context)
});

export {  };
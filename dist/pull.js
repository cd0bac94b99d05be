import { t as sizeThreadPool } from "./chunks/thread-pool.js";

// src/action/pull.ts
sizeThreadPool(process.env);
const { runAction } = await import("./chunks/action2.js");
await runAction("pull", { downloadCache: async (selection, context) => (await import("./chunks/job-caches.js")).downloadCache(selection, context) });

export {  };
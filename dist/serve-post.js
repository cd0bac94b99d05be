import { t as sizeThreadPool } from "./chunks/thread-pool.js";

// src/action/serve-post.ts
sizeThreadPool(process.env);
const { runStep } = await import("./chunks/step2.js");
const { stopRegistry } = await import("./chunks/serve-stop.js");
await runStep(stopRegistry);

export {  };
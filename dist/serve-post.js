import { availableParallelism } from "node:os";

// src/action/serve-post.ts
process.env["UV_THREADPOOL_SIZE"] ||= String(Math.max(4, availableParallelism()));
const { runStep } = await import("./chunks/step2.js");
const { stopRegistry } = await import("./chunks/serve-stop.js");
await runStep(stopRegistry);

export {  };
import { availableParallelism } from "node:os";

// src/action/pull.ts
process.env["UV_THREADPOOL_SIZE"] ||= String(Math.max(4, availableParallelism() + 2));
const { runStep } = await import("./chunks/step2.js");
const { pullAction } = await import("./chunks/pull-run.js");
await runStep(pullAction);

export {  };
import { join } from "node:path";
import { availableParallelism } from "node:os";

// src/action/serve.ts
process.env["UV_THREADPOOL_SIZE"] ||= String(Math.max(4, availableParallelism()));
const { runStep } = await import("./chunks/step2.js");
const { startRegistry } = await import("./chunks/serve-start.js");
const program = join(import.meta.dirname, "serve-background.js");
await runStep((context) => startRegistry(context, program));

export {  };
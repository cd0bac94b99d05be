import { t as sizeThreadPool } from "./chunks/thread-pool.js";
import { join } from "node:path";

// src/action/serve.ts
sizeThreadPool(process.env);
const { runStep } = await import("./chunks/step2.js");
const { startRegistry } = await import("./chunks/serve-start.js");
const program = join(import.meta.dirname, "serve-background.js");
await runStep((context) => startRegistry(context, program));

export {  };
import { availableParallelism } from "node:os";

// src/action/serve-background.ts
process.env["UV_THREADPOOL_SIZE"] ||= String(Math.max(4, availableParallelism()));
const { serveInBackground } = await import("./chunks/serve-process.js");
await serveInBackground();

export {  };
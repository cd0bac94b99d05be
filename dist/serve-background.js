import { t as sizeThreadPool } from "./chunks/thread-pool.js";

// src/action/serve-background.ts
sizeThreadPool(process.env);
const { serveInBackground } = await import("./chunks/serve-process.js");
await serveInBackground();

export {  };
import { t as sizeThreadPool } from "./chunks/thread-pool.js";

// src/action/copy.ts
sizeThreadPool(process.env);
const { runAction } = await import("./chunks/action2.js");
await runAction("copy");

export {  };
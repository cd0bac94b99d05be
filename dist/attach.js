import { t as sizeThreadPool } from "./chunks/thread-pool.js";

// src/action/attach.ts
sizeThreadPool(process.env);
const { runAction } = await import("./chunks/action2.js");
await runAction("attach");

export {  };
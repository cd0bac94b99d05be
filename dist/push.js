import { availableParallelism } from "node:os";

// src/action/push.ts
process.env["UV_THREADPOOL_SIZE"] ||= String(Math.max(4, availableParallelism() + 2));
const { main } = await import("./chunks/main.js");
await main();

export {  };
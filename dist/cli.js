#!/usr/bin/env node
import { availableParallelism } from "node:os";

// src/cli/cli.ts
process.env["UV_THREADPOOL_SIZE"] ||= String(Math.max(4, availableParallelism()));
const { main } = await import("./chunks/main2.js");
await main(process.argv.slice(2));

export {  };
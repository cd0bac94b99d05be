import { n as pushDirectory, r as pushLabel, t as pushCommand } from "./push2.js";

export { pushCommand };
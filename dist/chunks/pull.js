import { n as pullDirectory, t as pullCommand } from "./pull2.js";

export { pullCommand };
import { t as exec } from "./exec.js";

export { exec };
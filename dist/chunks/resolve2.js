import { n as resolve, t as platformOption } from "./resolve3.js";

export { resolve };
import { n as resolve, t as platformOption } from "./resolve2.js";

export { resolve };
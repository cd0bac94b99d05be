import { n as runAsStep, r as writeSummary, t as runAction } from "./action.js";

export { runAction };
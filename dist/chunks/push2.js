import { n as publishPlan, r as push, t as defaultTagOf } from "./push.js";

export { push };
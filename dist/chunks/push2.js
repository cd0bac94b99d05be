import { n as push, r as pushArguments, t as publishPlan } from "./push.js";

export { push };
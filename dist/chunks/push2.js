import { n as push, r as tagOfVersion, t as publishPlan } from "./push.js";

export { push };
import { n as servePlan, t as serve } from "./serve.js";

export { serve };
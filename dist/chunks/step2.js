import { t as runStep } from "./step.js";

export { runStep };
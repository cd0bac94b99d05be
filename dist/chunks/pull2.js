import { t as pull } from "./pull.js";

export { pull };
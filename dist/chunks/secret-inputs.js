import { s as secretMask } from "./credential.js";
import { t as secretsInInputs } from "./secret-inputs2.js";

export { secretMask, secretsInInputs };
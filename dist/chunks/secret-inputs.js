import { n as secretMask } from "./secret-forms.js";
import { t as secretsInInputs } from "./secret-inputs2.js";

export { secretMask, secretsInInputs };
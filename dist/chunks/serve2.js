import { t as serve } from "./serve.js";

export { serve };
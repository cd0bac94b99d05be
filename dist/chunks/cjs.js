import { t as require_cjs } from "./tldts.js";

export default require_cjs();

export {  };
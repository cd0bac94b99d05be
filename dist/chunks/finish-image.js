import { t as finishImage } from "./finish-image2.js";

export { finishImage };
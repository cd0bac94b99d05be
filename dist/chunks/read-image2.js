import { i as readSifImage, n as openImageFile, r as readOpenImage, t as finishImage } from "./read-image.js";

export { finishImage };
import { a as readSifImage, i as readOpenImage, n as hasSifMagic, r as openImageFile, t as finishImage } from "./read-image.js";

export { finishImage, hasSifMagic };
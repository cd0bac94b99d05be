import { n as imageHash, r as planImage, t as checkRunnable } from "./plan-image.js";

export { planImage };
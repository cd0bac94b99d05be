import { t as ArtifactCache } from "./artifact-cache.js";

export { ArtifactCache };
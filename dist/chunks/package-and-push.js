import { join, resolve } from "node:path";

// src/commands/package-and-push.ts
const defaultArtifactType = "application/vnd.nvidia.aicr.artifact";
const reproducibleTimestamp = "1970-01-01T00:00:00Z";
const layoutDirectoryName = "oci-layout";
function layoutPath(outputDir) {
	return join(resolve(outputDir), layoutDirectoryName);
}

export { layoutPath as n, reproducibleTimestamp as r, defaultArtifactType as t };
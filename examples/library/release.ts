/**
 * Publishes a directory to several registries, each with an SBOM.
 *
 *     node release.ts ./bundle sbom.spdx.json v1.2.0 ghcr.io/acme/bundle registry.example.com/acme/bundle
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attach, publish } from 'oci-artifact';

const [sourceDir = '.', sbom = 'sbom.spdx.json', tag = 'latest', ...repositories] = process.argv.slice(2);
const [target = 'localhost:5000/bundle', ...others] = repositories.map((name) => `${name}:${tag}`);

// The image layout of the artifact.
const outputDir = await mkdtemp(join(tmpdir(), 'release-'));
const published = await publish({
  sourceDir,
  target,
  furtherTargets: others,
  artifactType: 'application/vnd.example.bundle',
  // The age of the release, for retention.ts.
  timestamp: new Date().toISOString(),
  outputDir,
  isOutputTemporary: true,
});
await rm(outputDir, { recursive: true });
for (const { pinnedReference } of published.targets) {
  const sbomManifest = await attach({
    subject: pinnedReference,
    files: [{ path: sbom, mediaType: 'application/spdx+json' }],
    artifactType: 'application/spdx+json',
  });
  console.log(pinnedReference, sbomManifest.digest);
}

import { connectRegistry } from 'oci-artifact';
import { parseManifest } from 'oci-artifact/registry';
import { repositoryWithImage } from '../fixtures.ts';

await using image = await repositoryWithImage('library/alpine');
await using connection = await connectRegistry(image.reference.registry);
await using reader = await connection.registry.getTag('library/alpine', 'latest');
console.log('media type:', reader.descriptor.mediaType);
console.log('digest:    ', reader.descriptor.digest);
const manifest = parseManifest(await reader.bytes(), reader.descriptor.mediaType);
if (manifest.kind !== 'manifest') throw new Error('not an image');
console.log('config digest:', manifest.config.digest);
for (const [index, layer] of manifest.layers.entries())
  console.log(`layer[${index}]: ${layer.digest} (${layer.size} bytes)`);

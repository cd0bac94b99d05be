import { connectRepository, copy } from 'oci-artifact/oras';
import { host, repositoryWithImage } from '../fixtures.ts';

await using source = await repositoryWithImage('source');
await using destination = await connectRepository(`${host}/mounted`);
const mounted: string[] = [];
const root = await copy(source.repository, 'latest', destination.repository, 'latest', {
  onMounted: (node) => void mounted.push(node.mediaType),
  mountFrom: () => ['source'],
});
console.log('Final', root.digest);
// The registry mounted both blobs.
if (mounted.length !== 2) throw new Error(`mounted: ${mounted.join(', ')}`);

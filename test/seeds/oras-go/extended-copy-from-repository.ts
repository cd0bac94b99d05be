import { connectRepository, extendedCopy, MemoryStore } from 'oci-artifact/oras';
import { host, storeSignedArtifact } from '../fixtures.ts';

await using source = await connectRepository(`${host}/source`);
await storeSignedArtifact(source.repository);
const destination = new MemoryStore();
const root = await extendedCopy(source.repository, 'latest', destination, 'latest');
console.log(root.digest);
const referrers = await destination.predecessors(root);
if (referrers.length !== 1) throw new Error(`${referrers.length} referrers`);

import { connectRepository, copyGraph, MemoryStore } from 'oci-artifact/oras';
import { host, storeSignedArtifact } from '../fixtures.ts';

await using source = await connectRepository(`${host}/source`);
await storeSignedArtifact(source.repository);
const destination = new MemoryStore();
const exampleDigest = 'sha256:70c29a81e235dda5c2cebb8ec06eafd3cca346cbd91f15ac74cefd98681c5b3d';
const descriptor = await source.repository.resolve(exampleDigest);
await copyGraph(source.repository, destination, descriptor);
console.log(await destination.exists(descriptor));

import { connectRepository, copy, MemoryStore } from 'oci-artifact/oras';
import { host, storeImage } from '../fixtures.ts';

const source = new MemoryStore();
await storeImage(source);
await using destination = await connectRepository(`${host}/destination`);
const root = await copy(source, 'latest', destination.repository, 'latest');
console.log(root.digest);

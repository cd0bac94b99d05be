import { copy, MemoryRegistry, repository } from 'oci-artifact/oras';
import { storeImage } from '../fixtures.ts';

const source = repository(new MemoryRegistry(), 'source');
await storeImage(source);
const destination = repository(new MemoryRegistry(), 'destination');
const root = await copy(source, 'latest', destination, 'latest');
console.log(root.digest);

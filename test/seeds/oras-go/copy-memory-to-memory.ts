import { copy, MemoryStore } from 'oci-artifact/oras';
import { storeImage } from '../fixtures.ts';

const source = new MemoryStore();
await storeImage(source);
const destination = new MemoryStore();
const root = await copy(source, 'latest', destination, 'latest');
console.log(root.digest);

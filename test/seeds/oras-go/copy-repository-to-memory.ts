import { copy, MemoryStore } from 'oci-artifact/oras';
import { repositoryWithImage } from '../fixtures.ts';

await using source = await repositoryWithImage('source');
const root = await copy(source.repository, 'latest', new MemoryStore(), 'latest');
console.log(root.digest);

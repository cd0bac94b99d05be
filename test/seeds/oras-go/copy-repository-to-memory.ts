import { copy, MemoryRegistry, repository } from 'oci-artifact/oras';
import { repositoryWithImage } from '../fixtures.ts';

await using source = await repositoryWithImage('source');
const root = await copy(source.repository, 'latest', repository(new MemoryRegistry(), 'destination'), 'latest');
console.log(root.digest);

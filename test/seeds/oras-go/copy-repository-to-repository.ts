import { connectRepository, copy } from 'oci-artifact/oras';
import { host, repositoryWithImage } from '../fixtures.ts';

await using source = await repositoryWithImage('source');
await using destination = await connectRepository(`${host}/destination`);
const root = await copy(source.repository, 'latest', destination.repository, 'latest');
console.log(root.digest);

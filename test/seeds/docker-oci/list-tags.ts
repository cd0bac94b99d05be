import { connectRegistry } from 'oci-artifact';
import { repositoryWithImage } from '../fixtures.ts';

await using image = await repositoryWithImage('library/alpine');
await using connection = await connectRegistry(image.reference.registry);
for await (const tag of connection.registry.tags('library/alpine')) console.log(tag);

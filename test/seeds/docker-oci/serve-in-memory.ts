import { connectRepository } from 'oci-artifact';
import { MemoryRegistry } from 'oci-artifact/registry';
import { listen } from 'oci-artifact/server';
import { storeImage } from '../fixtures.ts';

await using server = await listen(new MemoryRegistry());
await using connection = await connectRepository(`${server.url}/library/alpine`);
await storeImage(connection.repository);
const response = await fetch(`${server.url}/v2/library/alpine/tags/list`);
console.log(await response.text());

/**
 * A read-only mirror of a registry, which keeps what it serves on disk and continues while the registry is unavailable.
 *
 *     node mirror.ts ghcr.io ./mirror 5000
 */

import { connectRegistry } from 'oci-artifact';
import { cache, LayoutRegistry, readOnly } from 'oci-artifact/registry';
import { listen } from 'oci-artifact/server';

const [upstream = 'ghcr.io', directory = './mirror', port = '0'] = process.argv.slice(2);

const connection = await connectRegistry(upstream);
// An index is stored before all of its manifests.
const store = await LayoutRegistry.open(directory, { allowSparse: true });
const server = await listen(readOnly(cache(connection.registry, store)), { port: Number(port) });
console.log(`mirror of ${upstream} at ${server.url}`);

process.once('SIGTERM', () => {
  void server.close().then(() => connection.close());
});

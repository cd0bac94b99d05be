import { connectRepository, extendedCopy, MemoryStore, packManifest } from 'oci-artifact/oras';
import { host } from '../fixtures.ts';

const source = new MemoryStore();
const manifest = await packManifest(source, '1.1', 'application/vnd.example+type');
await source.tag(manifest, 'v1');
const referrer = await packManifest(source, '1.1', 'sbom/example', { subject: manifest });
await using destination = await connectRepository(`${host}/myrepo`);
const pushed = await extendedCopy(source, 'v1', destination.repository, '');
console.log('pushed:', pushed.digest === manifest.digest, await destination.repository.exists(referrer));

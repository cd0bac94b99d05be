import { connectRepository, packManifest, pushBytes } from 'oci-artifact/oras';
import { host, storeArtifact } from '../fixtures.ts';

await using connection = await connectRepository(`${host}/attach`);
const { repository } = connection;
await storeArtifact(repository);
const subject = await repository.resolve('latest');
const blob = await pushBytes(repository, 'application/vnd.oci.image.layer.v1.tar', Buffer.from('example blob'));
console.log('pushed the blob to the repository');
const referrer = await packManifest(repository, '1.1', 'application/vnd.example+type', { layers: [blob], subject });
const referrers = await repository.predecessors(subject);
console.log(
  'attached:',
  referrers.some(({ digest }) => digest === referrer.digest),
);

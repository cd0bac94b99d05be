// Attaches artifacts to a manifest in parallel: node attach.ts REFERENCE COUNT MARKER
// Prints when it is ready, and starts at the end of its input.
import { once } from 'node:events';
import { packManifest } from '../../src/transfer/index.ts';
import { connectRepository } from '../../src/connect/index.ts';

const [, , reference = '', count = '0', marker = ''] = process.argv;
await using connection = await connectRepository(reference, { plainHttp: true, env: {}, homedir: '/nonexistent' });
const { repository } = connection;
const subject = await repository.resolve(connection.reference.tag ?? '');
console.log('ready');
process.stdin.resume();
await once(process.stdin, 'end');
const attached = await Promise.all(
  Array.from({ length: Number(count) }, (_, index) =>
    packManifest(repository, '1.1', 'application/vnd.interop.report', {
      subject,
      manifestAnnotations: { marker: `${marker}-${index}` },
    }),
  ),
);
for (const { digest } of attached) console.log(digest);

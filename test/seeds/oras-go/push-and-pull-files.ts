import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRepository, copy, FileStore, packManifest } from 'oci-artifact/oras';
import { host } from '../fixtures.ts';

const directory = await mkdtemp(join(tmpdir(), 'example-'));
await writeFile(join(directory, 'myfile'), 'hello');
await using connection = await connectRepository(`${host}/files`);

// Push.
await using files = new FileStore(directory);
const file = await files.add(join(directory, 'myfile'), 'application/vnd.test.file');
console.log('file descriptor:', file.mediaType, file.digest, file.size);
const manifest = await packManifest(files, '1.1', 'application/vnd.test.artifact', { layers: [file] });
await files.tag(manifest, 'latest');
await copy(files, 'latest', connection.repository, 'latest');

// Pull. As in the Go program, the name is an absolute path in the directory of the store.
await rm(join(directory, 'myfile'));
await using pulled = new FileStore(directory);
const root = await copy(connection.repository, 'latest', pulled, 'latest');
console.log('manifest descriptor:', root.digest === manifest.digest);
console.log(await readFile(join(directory, 'myfile'), 'utf8'));
await rm(directory, { recursive: true });

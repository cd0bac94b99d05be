import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRepository, copy, LayoutRepository } from 'oci-artifact/oras';
import { MemoryRegistry } from 'oci-artifact/registry';
import { listen } from 'oci-artifact/server';
import { storeImage } from '../fixtures.ts';

// A registry with the user "username" and the password "password".
const htpasswd = 'username:$2b$04$PlzuBHuTKQZD9boh2bcUEeZJ8oj7BpZvfznCzRiLzTS8828onsS.e\n';
await using server = await listen(new MemoryRegistry(), { htpasswd });
const directory = await mkdtemp(join(tmpdir(), 'example-'));
const auth = Buffer.from('username:password').toString('base64');
await writeFile(join(directory, 'config.json'), JSON.stringify({ auths: { [server.host]: { auth } } }));

// Docker's configuration is read without an option.
process.env['DOCKER_CONFIG'] = directory;
await using connection = await connectRepository(`${server.host}/user/my-repo`);
await storeImage(connection.repository);
const store = await LayoutRepository.open(join(directory, 'layout'));
const manifest = await copy(connection.repository, 'latest', store, 'latest');
console.log('manifest pulled:', manifest.digest, manifest.mediaType);
await rm(directory, { recursive: true });

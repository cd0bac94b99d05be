import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copy, LayoutRepository } from 'oci-artifact/oras';
import { repositoryWithImage } from '../fixtures.ts';

const directory = await mkdtemp(join(tmpdir(), 'example-'));
await using source = await repositoryWithImage('image');
const store = await LayoutRepository.open(directory);
const manifest = await copy(source.repository, 'latest', store, 'latest');
console.log('manifest pulled:', manifest.digest, manifest.mediaType);
await rm(directory, { recursive: true });

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copy, LayoutRepository, MemoryStore } from 'oci-artifact/oras';
import { storeImage } from '../fixtures.ts';

const source = new MemoryStore();
await storeImage(source);
const directory = await mkdtemp(join(tmpdir(), 'example-'));
const layout = await LayoutRepository.open(directory);
const root = await copy(source, 'latest', layout, 'latest');
console.log(root.digest);
await rm(directory, { recursive: true });

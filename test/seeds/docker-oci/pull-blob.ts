import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { connectRegistry, parseDigest } from 'oci-artifact';
import { repositoryWithImage } from '../fixtures.ts';

await using image = await repositoryWithImage('library/alpine');
await using connection = await connectRegistry(image.reference.registry);
const digest = parseDigest('sha256:501bb360381244b45e5027ef44da907b0614b26ffc7854340a90a3d606c2617e');
const directory = await mkdtemp(join(tmpdir(), 'example-'));
const file = join(directory, 'layer.tar.gz');
await using blob = await connection.registry.getBlob('library/alpine', digest);
await pipeline(blob, createWriteStream(file));
console.log(await readFile(file, 'utf8'));
await rm(directory, { recursive: true });

import { createReadStream } from 'node:fs';
import { unpackLayer } from '../../../src/archive/index.ts';
import { isOciError } from '../../../src/spec/index.ts';
import { peakKiB } from '../peak-memory.ts';

// Unpacks the file in the first argument into a staging directory next to the second argument, with a limit for the size
// of files in bytes. Prints the outcome and the peak memory of this process in KiB.
const [, , layer = '', destination = '', totalSize] = process.argv;
let outcome = 'unpacked';
try {
  await using unpacked = await unpackLayer(createReadStream(layer), destination, {
    limits: { totalSize: Number(totalSize) },
  });
  outcome = `unpacked to ${unpacked.directory}`;
} catch (error) {
  if (!isOciError(error)) throw error;
  outcome = `${error.code}: ${error.message}`;
}
process.stdout.write(JSON.stringify({ outcome, peakKiB: peakKiB() }));

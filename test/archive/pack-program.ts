import { packLayer } from '../../src/archive/index.ts';
import { peakKiB } from './peak-memory.ts';

// Packs the directory in the first argument. Prints the result and the peak memory of this process in KiB.
const [, , sourceDir = '', compression = 'none'] = process.argv;
const packing = packLayer({ sourceDir, compression: compression === 'gzip' ? 'gzip' : 'none' });
let bytes = 0;
for await (const chunk of packing.content) bytes += chunk.byteLength;
process.stdout.write(JSON.stringify({ ...(await packing.result), bytes, peakKiB: peakKiB() }));

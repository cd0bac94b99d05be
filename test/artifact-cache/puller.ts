// A process that pulls one image through a cache, for tests with several processes. It starts when its standard input
// ends.
import { text } from 'node:stream/consumers';
import { openSifCache, pullToFile } from '../../src/sif/index.ts';

const [directory = '', ref = '', to = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await text(process.stdin);
const cache = await openSifCache(directory, {
  onWarning: (warning) => {
    process.stderr.write(`${warning}\n`);
  },
});
await pullToFile(cache, to, ref, undefined, { plainHttp: true, env: {}, homedir: '/nonexistent' });

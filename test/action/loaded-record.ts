import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Loaded before a program: writes the URL of each file that it loads, and in the end the names of Node's own modules,
// into `$LOADED_RECORD`.
const record = process.env['LOADED_RECORD'] ?? '';

registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) appendFileSync(record, `${url}\n`);
    return nextLoad(url, context);
  },
});
process.on('exit', () => {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] };
  appendFileSync(record, moduleLoadList.map((name) => `${name}\n`).join(''));
});

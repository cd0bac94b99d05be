import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Preloaded before a program. It appends the URL of each loaded file to `$LOADED_RECORD`, and at the end the names of
// the loaded modules of Node.
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

// Preloaded before a program. It appends the URL of each loaded file to `$LOADED_RECORD`, and at the end the names of
// the loaded modules of Node. It has no imports, because an ES module would load more modules of Node.
{
  const { appendFileSync } = process.getBuiltinModule('node:fs');
  const { registerHooks } = process.getBuiltinModule('node:module');
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
}

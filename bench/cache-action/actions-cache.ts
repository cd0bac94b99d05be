// Saves or restores with the client of actions/cache: `save|restore KEY PATH`.
import { restoreCache, saveCache } from '@actions/cache';

const [, , verb, key = '', path = ''] = process.argv;
if (verb === 'save') await saveCache([path], key);
else if ((await restoreCache([path], key)) !== key) throw new Error(`nothing was restored for ${key}`);

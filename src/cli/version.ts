import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the version of the package. */
export function version(): string {
  // The sources, and the chunks of the bundle, are two levels below the directory of the package.
  const path = join(import.meta.dirname, '../../package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
  return manifest.version;
}

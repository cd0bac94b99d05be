import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Where the suite builds the programs under test. The committed `dist/` may be older than `src/`. */
export const builtDirectory: string = join(root, 'build');

let isBuilt = false;

/** Builds the actions and the command line from `src/` once, before the suite. */
export function setup(): void {
  // Vitest calls this once per project of its configuration.
  if (isBuilt) return;
  isBuilt = true;
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), builtDirectory], { stdio: 'inherit' });
}

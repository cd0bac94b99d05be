// Fails unless the committed dist/ is what the source builds: rebuilds from nothing, then asks git, untracked files included.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

await import('./build.ts');

const root = join(import.meta.dirname, '..');
const status = execFileSync('git', ['status', '--porcelain', '--untracked-files=all', '--', 'dist'], {
  cwd: root,
  encoding: 'utf8',
});
if (status !== '') {
  console.error(`dist/ is not what src/ builds. Run "npm run build" and commit dist/:\n${status}`);
  process.exitCode = 1;
} else {
  console.log('dist/ is what src/ builds');
}

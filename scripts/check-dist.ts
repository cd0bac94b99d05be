// Rebuilds dist/ and fails if it differs from the committed files, including untracked files.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

await import('./build.ts');

const root = join(import.meta.dirname, '..');
const status = execFileSync('git', ['status', '--porcelain', '--untracked-files=all', '--', 'dist'], {
  cwd: root,
  encoding: 'utf8',
});
if (status !== '') {
  console.error(`dist/ differs from a build of src/. Run "npm run build" and commit dist/:\n${status}`);
  process.exitCode = 1;
} else {
  console.log('dist/ matches a build of src/');
}

import { createHash } from 'node:crypto';
import { chmod, mkdir, opendir, lstat, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Creates a small tree with modes, links, empty directories and unusual names. */
export async function makeTree(root: string): Promise<void> {
  await mkdir(join(root, 'charts/templates'), { recursive: true });
  await mkdir(join(root, 'empty'));
  await writeFile(join(root, 'README.md'), '# bundle\n');
  await writeFile(join(root, '.hidden'), 'kept\n');
  await writeFile(join(root, 'charts/values.yaml'), 'replicas: 2\n'.repeat(10_000));
  await writeFile(join(root, 'charts/templates/größe ～😀.yaml'), 'kind: ConfigMap\n');
  await writeFile(join(root, 'empty-file'), '');
  await writeFile(join(root, 'run.sh'), '#!/bin/sh\necho hello\n');
  await chmod(join(root, 'run.sh'), 0o755);
  await symlink('charts/values.yaml', join(root, 'values-link'));
}

/** Lists a tree, one line per entry: path, kind, permission bits of files, and content or target. */
export async function listTree(root: string, below = ''): Promise<string[]> {
  const lines: string[] = [];
  for await (const entry of await opendir(join(root, below))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const full = join(root, path);
    const status = await lstat(full);
    if (status.isSymbolicLink()) lines.push(`${path} link ${await readlink(full)}`);
    else if (status.isDirectory()) lines.push(`${path} directory`, ...(await listTree(root, path)));
    else
      lines.push(
        `${path} file ${(status.mode & 0o777).toString(8)} ${createHash('sha256')
          .update(await readFile(full))
          .digest('hex')}`,
      );
  }
  return lines.sort();
}

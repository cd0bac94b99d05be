// Pulls several artifacts at the same time, until it is killed. Arguments: pairs of the address of a registry and an
// output directory.
import { pullArtifact } from '../../src/transfer/pull.ts';
import { withLayouts } from './pull-artifact.ts';
import { connected } from './pull-registry.ts';

const args = process.argv.slice(2);
const pulls: Promise<unknown>[] = [];
for (let at = 0; at < args.length; at += 2) {
  const registry = await connected(new URL(args[at] ?? ''));
  pulls.push(pullArtifact(registry.repository, 'v1', args[at + 1] ?? '', withLayouts));
}
await Promise.all(pulls);

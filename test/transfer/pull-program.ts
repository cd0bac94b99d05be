// Pulls as told by its arguments, to be killed while it does: pairs of a registry's address and an output directory,
// all at once.
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

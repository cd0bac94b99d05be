/**
 * Deletes all but the newest artifacts of a repository, with their signatures and SBOMs. Without `--delete` it only
 * prints what it would delete.
 *
 *     node retention.ts registry.example.com/acme/bundle 10 --delete
 */

import { prune } from 'oci-artifact';

const [repository = 'localhost:5000/bundle', keep = '10', flag] = process.argv.slice(2);

const { deleted } = await prune({
  target: repository,
  keepLatest: Number(keep),
  dryRun: flag !== '--delete',
});
for (const item of deleted) console.log(item.digest, item.tags.join(' '));

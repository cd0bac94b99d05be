import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where packed layers are kept: the tool cache outlasts jobs on a runner of one's own, and can be kept between jobs elsewhere. */
export function packingCachePlace(env: Readonly<Record<string, string | undefined>>): string {
  return join(env['RUNNER_TOOL_CACHE'] || env['RUNNER_TEMP'] || tmpdir(), 'oci-artifact', 'packing');
}

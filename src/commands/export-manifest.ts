import { openLocation, type ConnectOptions } from '../connect/index.ts';
import { writeFileAtomic } from '../fs/index.ts';
import { repositoryOf, type Digest, type Location } from '../spec/index.ts';
import { resolveContent } from '../transfer/index.ts';
import { connectionOptions, quietContext, type RunContext } from './command.ts';
import { option } from './option.ts';
import { visiblePath } from './option-types.ts';
import type { RegistryAccess } from './registry-options.ts';

/** Option of commands that write a manifest. */
export const exportManifestOption = {
  'export-manifest': option({
    type: visiblePath,
    scope: 'cli',
    description: 'Write the manifest to this file.',
  }),
} as const;

/**
 * Writes a published manifest to a file, if the user requested it.
 *
 * @param location a location in the repository with the manifest
 * @throws OciError errors of the repository; `FILE_SYSTEM`
 */
export async function exportManifest(
  file: string | undefined,
  location: Location,
  digest: Digest,
  access: RegistryAccess,
  context: RunContext,
): Promise<void> {
  if (file === undefined) return;
  const { signal } = context;
  const connection: ConnectOptions = connectionOptions(access, quietContext(context));
  await using opened = await openLocation(repositoryOf(location), { ...connection, readOnly: true, signal });
  const { bytes } = await resolveContent(opened.repository, digest, { signal });
  await writeFileAtomic(file, bytes);
}

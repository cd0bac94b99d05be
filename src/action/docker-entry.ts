import { homedir } from 'node:os';
import { join } from 'node:path';
import type { RepositoryConnection } from '../connect/index.ts';
import { saveDockerAuth, type Credential, type SavedDockerAuth } from '../credentials/index.ts';
import type { RunContext } from '../commands/index.ts';
import { digestHex, inputError, isOciError } from '../spec/index.ts';
import { saveDockerEntry } from './docker-entry-state.ts';

/** Azure's registry needs this user name with an identity token. Other registries ignore it. */
const identityTokenUser = '00000000-0000-0000-0000-000000000000';

/**
 * Writes the credentials of the push to `auths` of `~/.docker/config.json`, where actions/attest reads them. The post
 * step removes the entry.
 *
 * @throws OciError `INPUT_INVALID` with the name of the input when the file cannot be written, `ABORTED`
 */
export async function writeDockerEntry(
  connection: RepositoryConnection,
  { label: labelOf, log, signal }: RunContext,
): Promise<void> {
  const label = labelOf('write-docker-config');
  const { registry, repository } = connection.reference;
  try {
    const found = await connection.credential(repository, { signal });
    if (found === undefined) {
      log.notice(
        `${label}: no credentials for ${registry} were found, so no entry was written; a step that needs it will fail`,
      );
      return;
    }
    const credential = staticCredential(found.credential);
    if (credential === undefined) {
      log.notice(
        `${label}: the credentials for ${registry} from ${found.source} are only a bearer token, ` +
          "which Docker's configuration cannot store; no entry was written",
      );
      return;
    }
    const saved = await saveDockerAuth(join(homedir(), '.docker', 'config.json'), registry, credential, {
      signal,
      keepExisting: true,
      beforeWrite: (entry) => {
        saveState(entry, (secret) => {
          log.hide(secret);
        });
      },
    });
    if (saved.kept)
      log.notice(`${label}: "${saved.key}" in ${saved.path} already has credentials, which were not changed`);
    else if (saved.added)
      log.line(`Wrote credentials for ${registry} to ${saved.path} (removed at the end of the job)`);
    else log.line(`credentials for ${registry} are already in ${saved.path}`);
  } catch (error) {
    if (isOciError(error) && error.code !== 'ABORTED') throw inputError(label, undefined, error.message);
    throw error;
  }
}

/** Runs before the file is written, so that the post step also cleans up after a job that is killed now. */
function saveState(saved: SavedDockerAuth, mask: (secret: string) => void): void {
  // The digest is not a secret, but a reader of a debug log could use it to guess a weak password.
  mask(digestHex(saved.entry));
  saveDockerEntry(saved);
}

/** A credential in a form that Docker's configuration can store. */
function staticCredential({ username, password, identityToken }: Credential): Credential | undefined {
  if (identityToken) return { username: username || identityTokenUser, identityToken };
  return username && password ? { username, password } : undefined;
}

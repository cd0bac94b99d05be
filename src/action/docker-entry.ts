import { homedir } from 'node:os';
import { join } from 'node:path';
import type { RepositoryConnection } from '../connect/index.ts';
import { saveDockerAuth, type Credential, type SavedDockerAuth } from '../credentials/index.ts';
import type { RunContext } from '../commands/index.ts';
import { digestHex, inputError, isOciError } from '../spec/index.ts';
import { saveDockerEntry } from './docker-entry-state.ts';

/** Azure's registry wants this user name with an identity token; the others that issue one do not look at it. */
const identityTokenUser = '00000000-0000-0000-0000-000000000000';

/**
 * Leaves what the push logged in with where actions/attest looks for credentials: in `auths` of `~/.docker/config.json`, as Docker without a
 * credential store keeps them, and nowhere else. The post step takes it back.
 *
 * @throws OciError `INPUT_INVALID` naming the input when the file cannot be written, `ABORTED`
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
        `${label}: there are no credentials for ${registry}, so no entry is written; a step that needs one will fail`,
      );
      return;
    }
    const credential = staticCredential(found.credential);
    if (credential === undefined) {
      log.notice(
        `${label}: the credentials for ${registry} from ${found.source} are a bearer token alone, which an entry for other tools cannot hold; none is written`,
      );
      return;
    }
    const saved = await saveDockerAuth(join(homedir(), '.docker', 'config.json'), registry, credential, {
      signal,
      keepExisting: true,
      beforeWrite: (coming) => {
        announce(coming, (secret) => {
          log.hide(secret);
        });
      },
    });
    if (saved.kept)
      log.notice(`${label}: "${saved.key}" in ${saved.path} has credentials already, which stay and are used`);
    else
      log.line(`credentials for ${registry} stand in ${saved.path}${saved.added ? ' until the job ends' : ' already'}`);
  } catch (error) {
    if (isOciError(error) && error.code !== 'ABORTED') throw inputError(label, undefined, error.message);
    throw error;
  }
}

/** Before the file is written: a job that is killed in between must leave nothing behind. */
function announce(saved: SavedDockerAuth, mask: (secret: string) => void): void {
  // No secret, but with it a weak password could be guessed and tried out by whoever reads the log of a debug run.
  mask(digestHex(saved.entry));
  saveDockerEntry(saved);
}

/** User name and password, or an identity token with a user name, as an entry can hold them. */
function staticCredential({ username, password, identityToken }: Credential): Credential | undefined {
  if (identityToken) return { username: username || identityTokenUser, identityToken };
  return username && password ? { username, password } : undefined;
}

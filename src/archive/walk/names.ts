import type { ByteString } from '../../fs/index.ts';

/** git's own directory holds the token of a checkout; git itself takes no letter case of this name into a repository. */
export function isGitDirectory(segment: string): boolean {
  return segment.length === 4 && segment.toLowerCase() === '.git';
}

const credentialNames: ReadonlySet<string> = new Set(['.npmrc', '.netrc', '_netrc', '.pypirc', '.git-credentials']);

/** Whether a file of this path usually holds credentials. `path` is absolute, so that a source called `.docker` is noticed too. */
export function mayHoldCredentials(path: ByteString): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return credentialNames.has(name) || (name === 'config.json' && path.endsWith('/.docker/config.json'));
}

/** Why unpacking, on some systems or by careful readers, refuses a name that this system allows. */
export function unportableReason(name: ByteString): string | undefined {
  if (name.includes('\\')) return 'holds a backslash, which separates directories on Windows';
  if (/^[A-Za-z]:/.test(name)) return 'begins like a drive of Windows';
  return undefined;
}

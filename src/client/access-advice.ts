/** What a request needed to be allowed. */
export type Access = 'pull' | 'push' | 'delete' | 'catalog';

/** Who answered, for messages. */
export interface RegistryInfo {
  /** With its port. */
  readonly host: string;
  readonly isGitHub: boolean;
}

/** What is likely to be missing when a registry says 401 or 403. */
export function accessAdvice({ host, isGitHub }: RegistryInfo, status: number, access: Access): string {
  if (isGitHub) return gitHubAdvice(access);
  const right = { pull: 'pull from', push: 'push to', delete: 'delete from', catalog: 'list the repositories of' }[
    access
  ];
  const place = access === 'catalog' ? 'this registry' : 'this repository';
  return status === 401
    ? `The credentials for ${host} are missing or not accepted; log in with an account that may ${right} ${place}`
    : `The account in use may not ${right} ${place}; grant it that right or use other credentials for ${host}`;
}

/** A GitHub Enterprise server has its registry under a name of its own, which cannot be told from here. */
export function isGitHubPackages(host: string): boolean {
  return host.toLowerCase() === 'ghcr.io';
}

function gitHubAdvice(access: Access): string {
  switch (access) {
    case 'push':
      return 'In a workflow, give the job "permissions: packages: write". If the package exists already, add this repository with the role Write under the package\'s settings, "Manage Actions access". A pull request from a fork has a token that may only read';
    case 'delete':
      return 'Deleting needs the role Admin on the package: add this repository under the package\'s settings, "Manage Actions access"; GitHub Packages may refuse it over this interface altogether';
    case 'pull':
      return 'In a workflow, give the job "permissions: packages: read", and add this repository under the package\'s settings, "Manage Actions access", if the package is private. A package that does not exist is answered in the same way';
    case 'catalog':
      return 'GitHub Packages does not list repositories over this interface';
  }
}

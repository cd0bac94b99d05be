import type { ConnectOptions } from '../connect/index.ts';
import { isRegistryHost, inputError, type InputLabel } from '../spec/index.ts';
import { checkCaFile } from './inputs-ca-file.ts';
import type { InputReader } from './inputs-reader.ts';
import { boolean, wholeNumber } from './inputs-values.ts';

/** Most tries of one request: more helps nobody and provokes rate limits. */
const maxAttempts = 20;

/** How a registry is reached, as inputs say it. */
export type RegistryAccess = Pick<
  ConnectOptions,
  'plainHttp' | 'insecureTls' | 'caFile' | 'username' | 'password' | 'githubToken' | 'tokenHosts' | 'attempts'
>;

/** Inputs of every step that talks to one registry, with their defaults. */
export const registryInputDefaults = {
  'plain-http': 'false',
  'insecure-tls': 'false',
  'ca-file': '',
  username: '',
  password: '',
  'github-token': '',
  'token-hosts': '',
  retries: '5',
} as const;

export type RegistryInputName = keyof typeof registryInputDefaults;

/** @throws OciError `INPUT_INVALID` */
export async function readRegistryAccess(reader: InputReader<RegistryInputName>): Promise<RegistryAccess> {
  const { label } = reader;
  const caFile = reader.optional('ca-file');
  const access: RegistryAccess = {
    plainHttp: reader.flag('plain-http'),
    insecureTls: reader.flag('insecure-tls'),
    caFile,
    ...explicitCredentials(reader.optional('username'), reader.optional('password'), label),
    githubToken: reader.optional('github-token'),
    tokenHosts: tokenHosts(label('token-hosts'), reader.words('token-hosts')),
    attempts: wholeNumber(label('retries'), reader.text('retries'), 1, maxAttempts),
  };
  if (caFile !== undefined) await checkCaFile(caFile, label);
  return access;
}

/** Which of two places an input with a prefix is about. */
export type Side = 'from' | 'to';

/** Inputs of a step that talks to two registries: the ones without a prefix hold for both sides, the ones with it for one. */
export const bothSidesInputDefaults = {
  'plain-http': 'false',
  'insecure-tls': 'false',
  'ca-file': '',
  'github-token': '',
  'token-hosts': '',
  retries: '5',
  'from-plain-http': '',
  'from-insecure-tls': '',
  'from-ca-file': '',
  'from-username': '',
  'from-password': '',
  'from-token-hosts': '',
  'to-plain-http': '',
  'to-insecure-tls': '',
  'to-ca-file': '',
  'to-username': '',
  'to-password': '',
  'to-token-hosts': '',
} as const;

export type BothSidesInputName = keyof typeof bothSidesInputDefaults;

/** @throws OciError `INPUT_INVALID` */
export async function readSideAccess(reader: InputReader<BothSidesInputName>, side: Side): Promise<RegistryAccess> {
  const label = sideLabel(reader.label, side);
  const flag = (name: 'plain-http' | 'insecure-tls'): boolean => {
    const own = reader.optional(`${side}-${name}`);
    return own === undefined ? reader.flag(name) : boolean(label(name), own);
  };
  const ownCaFile = reader.optional(`${side}-ca-file`);
  const caFile = ownCaFile ?? reader.optional('ca-file');
  const ownHosts = reader.words(`${side}-token-hosts`);
  const access: RegistryAccess = {
    plainHttp: flag('plain-http'),
    insecureTls: flag('insecure-tls'),
    caFile,
    ...explicitCredentials(reader.optional(`${side}-username`), reader.optional(`${side}-password`), label),
    githubToken: reader.optional('github-token'),
    tokenHosts:
      ownHosts.length > 0
        ? tokenHosts(label('token-hosts'), ownHosts)
        : tokenHosts(reader.label('token-hosts'), reader.words('token-hosts')),
    attempts: wholeNumber(reader.label('retries'), reader.text('retries'), 1, maxAttempts),
  };
  if (caFile !== undefined) await checkCaFile(caFile, ownCaFile === undefined ? reader.label : label);
  return access;
}

/**
 * Hosts that may be asked for tokens although they are not of the registry's domain. Each is written out: a pattern would let more pass than
 * was meant.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function tokenHosts(subject: string, hosts: readonly string[]): readonly string[] {
  for (const host of hosts) {
    if (!isRegistryHost(host) || /:\d+$/.test(host))
      throw inputError(
        subject,
        host,
        'is not a host; write its name or address alone, without scheme, port and path, for example login.example.com',
      );
  }
  return hosts;
}

const sidedInputs: ReadonlySet<string> = new Set([
  'plain-http',
  'insecure-tls',
  'ca-file',
  'username',
  'password',
  'token-hosts',
]);

/** Names an input as the one of that side, where there is one for each. */
export function sideLabel(label: InputLabel, side: Side): InputLabel {
  return (name) => label(sidedInputs.has(name) ? `${side}-${name}` : name);
}

function explicitCredentials(
  username: string | undefined,
  password: string | undefined,
  label: InputLabel,
): Pick<ConnectOptions, 'username' | 'password'> {
  if (username !== undefined && password === undefined)
    throw inputError(
      label('password'),
      undefined,
      `it is missing although ${label('username')} is given; give both or neither`,
    );
  if (password !== undefined && username === undefined)
    throw inputError(
      label('username'),
      undefined,
      `it is missing although ${label('password')} is given; give both or neither`,
    );
  return { username, password };
}

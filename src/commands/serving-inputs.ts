import { resolve } from 'node:path';
import type { ConnectOptions } from '../connect/index.ts';
import { isLoopbackHost, isRegistryHost, isRepositoryName, inputError, type InputLabel } from '../spec/index.ts';
import { checkCaFile } from './inputs-ca-file.ts';
import { boolean, oneOf, wholeNumber } from './inputs-values.ts';
import { readHtpasswd, readTls, type TlsTexts } from './serving-files.ts';
import { byteSize } from './serving-size.ts';
import { storageLayouts, type StorageLayout } from './serving-storage.ts';

export type ServeInputName =
  | 'address'
  | 'port'
  | 'storage'
  | 'layout'
  | 'quota'
  | 'read-only'
  | 'immutable'
  | 'allow-sparse'
  | 'prefix'
  | 'upstream'
  | 'username'
  | 'password'
  | 'github-token'
  | 'ca-file'
  | 'insecure-tls'
  | 'htpasswd'
  | 'insecure-anonymous'
  | 'tls-cert'
  | 'tls-key';

/** Every input of a registry that is to be served, with its default, as it stands in a workflow file and, with dashes before it, on a command line. */
export const serveInputDefaults: Readonly<Record<ServeInputName, string>> = {
  address: '127.0.0.1',
  port: '0',
  storage: '',
  layout: 'per-repository',
  quota: '',
  'read-only': 'false',
  immutable: 'false',
  'allow-sparse': 'false',
  prefix: '',
  upstream: '',
  username: '',
  password: '',
  'github-token': '',
  'ca-file': '',
  'insecure-tls': 'false',
  htpasswd: '',
  'insecure-anonymous': 'false',
  'tls-cert': '',
  'tls-key': '',
};

export const serveInputNames: readonly ServeInputName[] = Object.keys(serveInputDefaults) as ServeInputName[];

/** What the person wrote. An empty text means the default. */
export type RawServeInputs = Readonly<Partial<Record<ServeInputName, string | undefined>>>;

/** What is to be served, and where. Plain data, so that it can be handed to another process. */
export interface ServePlan {
  readonly address: string;
  /** 0 is any free one. */
  readonly port: number;
  /** Absolute path; undefined keeps everything in memory. */
  readonly storage?: string | undefined;
  readonly layout: StorageLayout;
  /** Bytes. */
  readonly quota?: number | undefined;
  readonly readOnly: boolean;
  readonly immutable: boolean;
  readonly allowSparse: boolean;
  /** Repositories are those below this name, and are called without it. */
  readonly prefix?: string | undefined;
  /** The registry that is asked for what is not here. */
  readonly upstream?: Upstream | undefined;
  /** Content of the file. */
  readonly htpasswd?: string | undefined;
  readonly insecureAnonymous: boolean;
  readonly tls?: TlsTexts | undefined;
}

export interface Upstream extends Pick<
  ConnectOptions,
  'plainHttp' | 'insecureTls' | 'caFile' | 'username' | 'password' | 'githubToken'
> {
  /** Host, with a port when it has one of its own. */
  readonly registry: string;
}

const highestPort = 65_535;

/**
 * Reads every input and the files that they name. The first that is wrong is reported, by name, with what it says and what to write instead.
 *
 * @throws OciError `INPUT_INVALID`
 */
export async function readServeInputs(raw: RawServeInputs, label: InputLabel): Promise<ServePlan> {
  const text = (name: ServeInputName): string => raw[name]?.trim() || serveInputDefaults[name];
  const optional = (name: ServeInputName): string | undefined => text(name) || undefined;
  const flag = (name: ServeInputName): boolean => boolean(label(name), text(name));
  const storage = optional('storage');
  const quota = optional('quota');
  const htpasswd = optional('htpasswd');
  const plan: ServePlan = {
    address: text('address'),
    port: wholeNumber(label('port'), text('port'), 0, highestPort),
    storage: storage === undefined ? undefined : resolve(storage),
    layout: oneOf(label('layout'), text('layout'), storageLayouts),
    quota: quota === undefined ? undefined : byteSize(label('quota'), quota),
    readOnly: flag('read-only'),
    immutable: flag('immutable'),
    allowSparse: flag('allow-sparse'),
    prefix: readPrefix(optional('prefix'), label),
    upstream: await readUpstream(text, label),
    htpasswd: htpasswd === undefined ? undefined : await readHtpasswd(htpasswd, label),
    insecureAnonymous: flag('insecure-anonymous'),
    tls: await readTls(optional('tls-cert'), optional('tls-key'), label),
  };
  if (!isLoopbackHost(plan.address) && plan.htpasswd === undefined && !plan.insecureAnonymous) {
    throw inputError(
      label('address'),
      plan.address,
      `is reached by other machines, and nobody is asked who they are; give ${label('htpasswd')}, or say with ${label('insecure-anonymous')} that everybody may do everything`,
    );
  }
  return plan;
}

function readPrefix(prefix: string | undefined, label: InputLabel): string | undefined {
  if (prefix === undefined || isRepositoryName(prefix)) return prefix;
  throw inputError(
    label('prefix'),
    prefix,
    'is not the beginning of a repository name; write for example acme or acme/mirror',
  );
}

async function readUpstream(text: (name: ServeInputName) => string, label: InputLabel): Promise<Upstream | undefined> {
  const written = text('upstream');
  const [username, password, caFile, githubToken] = [
    text('username'),
    text('password'),
    text('ca-file'),
    text('github-token'),
  ].map((value) => value || undefined);
  const insecureTls = boolean(label('insecure-tls'), text('insecure-tls'));
  if (written === '') return undefined;
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
  if (caFile !== undefined) await checkCaFile(caFile, label);
  const { host, plainHttp } = parseUpstream(label('upstream'), written);
  return {
    registry: host,
    plainHttp,
    insecureTls,
    caFile: caFile === undefined ? undefined : resolve(caFile),
    username,
    password,
    githubToken,
  };
}

const upstreamAdvice = 'write for example https://ghcr.io or http://localhost:5000';

function parseUpstream(subject: string, written: string): { readonly host: string; readonly plainHttp: boolean } {
  // What stands before an @ may be a password, and is not repeated.
  if (written.includes('@'))
    throw inputError(
      subject,
      undefined,
      `it has user information in it; ${upstreamAdvice}, and give user name and password apart from it`,
    );
  const [, scheme = 'https', host = ''] = /^(?:(https?):\/\/)?([^/?#]+)\/?$/i.exec(written) ?? [];
  if (!isRegistryHost(host))
    throw inputError(subject, written, `is not the address of a registry, without a path; ${upstreamAdvice}`);
  return { host, plainHttp: scheme.toLowerCase() === 'http' };
}

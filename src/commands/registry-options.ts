import type { ConnectOptions } from '../connect/index.ts';
import { asciiHostHint, isRegistryHost, inputError, type InputLabel } from '../spec/index.ts';
import { checkCaFile } from './ca-file.ts';
import { option, type Inputs, type Option } from './option.ts';
import { flag, password, path, secret, size, text, whole, words } from './option-types.ts';

/** Upper limit of attempts for one request; more attempts provoke rate limits. */
const maxAttempts = 20;
/** Attempts for one request, including the first. */
const defaultAttempts = 5;

/** Connection settings of one registry. */
export type RegistryAccess = Pick<
  ConnectOptions,
  | 'plainHttp'
  | 'insecureTls'
  | 'caFile'
  | 'trustedRedirectHosts'
  | 'username'
  | 'password'
  | 'githubToken'
  | 'tokenHosts'
  | 'attempts'
  | 'chunkSize'
>;

const attemptsOptions = {
  attempts: option({
    type: whole(1, maxAttempts),
    defaultText: `\`${defaultAttempts}\``,
    description: 'Maximum attempts for each request, including the first, if the connection or the registry fails.',
  }),
  retries: option({
    type: whole(1, maxAttempts),
    aliasOf: 'attempts',
    workflowDefault: String(defaultAttempts),
    defaultText: 'see `attempts`',
    description: 'The former name of `attempts`. It also counts the first attempt.',
  }),
};

const caFile = option({
  type: path,
  description: 'PEM file with certificate authorities to trust in addition to those of the system.',
});

function githubToken(description: string): Option<string | undefined> {
  return option({
    type: secret,
    workflowDefault: '${{ github.token }}',
    defaultText: "the job's token",
    description,
    cliDescription: 'Token for ghcr.io, unless more specific credentials are configured.',
  });
}

const tokenHostsOption = option({
  type: words('host'),
  description:
    'Hosts outside the domain of the registry that may issue its tokens and so receive the credentials, separated by ' +
    'spaces, commas or line breaks. Other token endpoints are refused; `auth.docker.io` is always allowed.',
  cliDescription: "Host outside the registry's domain that may issue its tokens.",
});

export const trustedRedirectHostsOption: Option<readonly string[]> = option({
  type: words('host'),
  description:
    'Hosts to which a registry may redirect downloads although they are in a private network, and on which it may ' +
    'continue uploads, separated by spaces, commas or line breaks. They never receive credentials.',
  cliDescription: 'Host in a private network to which a registry may redirect, without credentials.',
});

const chunkSizeOption = {
  'chunk-size': option({
    type: size,
    defaultText: 'no limit',
    description:
      'Upload larger blobs in requests of at most this size, such as `50MiB`, for a proxy that limits the size of a ' +
      'request. Without it, a blob is uploaded in one request. If that is refused as too large, chunks of 4 MiB or ' +
      'less follow.',
    cliDescription: 'Upload larger blobs in requests of at most this size, such as 50MiB.',
  }),
};

export const githubTokenDescription =
  'Token for ghcr.io and for the container registry of a GitHub Enterprise server, unless more specific credentials ' +
  'are configured.';

const transportOptions = {
  'plain-http': option({
    type: flag,
    defaultText: 'only for a registry on this machine that refuses TLS',
    description: 'Use HTTP without TLS for the registry and its token endpoint.',
  }),
  'insecure-tls': option({
    type: flag,
    default: false,
    description: 'Accept any certificate of the registry and its token endpoint.',
  }),
  'ca-file': caFile,
  'trusted-redirect-hosts': trustedRedirectHostsOption,
};

const credentialOptions = {
  username: option({
    type: text,
    description: 'User name at the registry. Without it, the configuration of Docker and Podman is read.',
  }),
  password: option({
    type: password,
    stdin: true,
    description: 'Password or token at the registry; take it from a secret.',
    cliDescription: 'Password or token at the registry.',
  }),
};

/** Options of a connection with explicit credentials. */
export const explicitOptions = { ...transportOptions, ...credentialOptions } as const;

const readOptions = {
  ...explicitOptions,
  'github-token': githubToken(`${githubTokenDescription} The job needs \`packages: read\`.`),
  'token-hosts': tokenHostsOption,
  ...attemptsOptions,
};

/** Options of a command that reads from one registry. */
export const registryReadOptions: typeof readOptions = readOptions;

const writeOptions = {
  ...readOptions,
  'github-token': githubToken(`${githubTokenDescription} The job needs \`packages: write\`.`),
  ...chunkSizeOption,
};

/** Options of a command that writes to one registry. */
export const registryWriteOptions: typeof writeOptions = writeOptions;

type AccessInputs = Inputs<typeof readOptions> & Partial<Inputs<typeof writeOptions>>;

/** @throws OciError `INPUT_INVALID` */
export async function registryAccess(inputs: AccessInputs, label: InputLabel): Promise<RegistryAccess> {
  const access = {
    plainHttp: inputs.plainHttp,
    insecureTls: inputs.insecureTls,
    caFile: inputs.caFile,
    trustedRedirectHosts: trustedRedirectHosts(inputs, label),
    ...credentials(inputs.username, inputs.password, label),
    githubToken: inputs.githubToken,
    tokenHosts: checkHosts(label('token-hosts'), inputs.tokenHosts),
    attempts: attempts(inputs, label),
    chunkSize: inputs.chunkSize,
  };
  if (inputs.caFile !== undefined) await checkCaFile(inputs.caFile, label('ca-file'));
  return access;
}

/** The two locations of a copy, as prefixes of options. */
export type Side = 'from' | 'to';

const sideOptionNames = ['plain-http', 'insecure-tls', 'ca-file', 'username', 'password', 'token-hosts'] as const;

function onlyFor(name: string, side: string): string {
  return `\`${name}\` for the ${side} only.`;
}

function sideOptions(side: string) {
  const { username, password } = credentialOptions;
  const credentialText = (description: string): string => description.replace('the registry', `the ${side}'s registry`);
  return {
    'plain-http': option({ type: flag, description: onlyFor('plain-http', side) }),
    'insecure-tls': option({ type: flag, description: onlyFor('insecure-tls', side) }),
    'ca-file': option({ type: path, description: onlyFor('ca-file', side) }),
    username: { ...username, description: credentialText(username.description) },
    password: {
      ...password,
      description: credentialText(password.description),
      cliDescription: credentialText(password.cliDescription ?? password.description),
    },
    'token-hosts': option({ type: words('host'), description: onlyFor('token-hosts', side) }),
  };
}

type Prefixed<Prefix extends string, Table> = {
  readonly [Name in keyof Table & string as `${Prefix}-${Name}`]: Table[Name];
};

function prefixed<Prefix extends Side, Table extends object>(prefix: Prefix, table: Table): Prefixed<Prefix, Table> {
  const entries = Object.entries(table).map(([name, each]: [string, unknown]) => [`${prefix}-${name}`, each] as const);
  return Object.fromEntries(entries) as Prefixed<Prefix, Table>;
}

const bothSides = {
  ...transportOptions,
  ...prefixed('from', sideOptions('source')),
  ...prefixed('to', sideOptions('target')),
  'github-token': githubToken(githubTokenDescription),
  'token-hosts': tokenHostsOption,
  ...attemptsOptions,
  ...chunkSizeOption,
};

/** Options of a command that talks to two registries. Options without a prefix apply to both sides. */
export const bothSidesOptions: typeof bothSides = bothSides;

type BothSidesInputs = Inputs<typeof bothSides>;

/** @throws OciError `INPUT_INVALID` */
export async function sideAccess(inputs: BothSidesInputs, side: Side, label: InputLabel): Promise<RegistryAccess> {
  const own = side === 'from' ? sourceInputs(inputs) : targetInputs(inputs);
  const ownLabel = sideLabel(label, side);
  const hostsLabel = own.tokenHosts.length > 0 ? ownLabel : label;
  const access = {
    plainHttp: own.plainHttp ?? inputs.plainHttp,
    insecureTls: own.insecureTls ?? inputs.insecureTls,
    caFile: own.caFile ?? inputs.caFile,
    trustedRedirectHosts: trustedRedirectHosts(inputs, label),
    ...credentials(own.username, own.password, ownLabel),
    githubToken: inputs.githubToken,
    tokenHosts: checkHosts(hostsLabel('token-hosts'), own.tokenHosts.length > 0 ? own.tokenHosts : inputs.tokenHosts),
    attempts: attempts(inputs, label),
    chunkSize: inputs.chunkSize,
  };
  if (access.caFile !== undefined)
    await checkCaFile(access.caFile, (own.caFile === undefined ? label : ownLabel)('ca-file'));
  return access;
}

type SideInputs = Inputs<ReturnType<typeof sideOptions>>;

function sourceInputs(inputs: BothSidesInputs): SideInputs {
  return {
    plainHttp: inputs.fromPlainHttp,
    insecureTls: inputs.fromInsecureTls,
    caFile: inputs.fromCaFile,
    username: inputs.fromUsername,
    password: inputs.fromPassword,
    tokenHosts: inputs.fromTokenHosts,
  };
}

function targetInputs(inputs: BothSidesInputs): SideInputs {
  return {
    plainHttp: inputs.toPlainHttp,
    insecureTls: inputs.toInsecureTls,
    caFile: inputs.toCaFile,
    username: inputs.toUsername,
    password: inputs.toPassword,
    tokenHosts: inputs.toTokenHosts,
  };
}

/** Labels an option with the prefix of the side, if each side has this option. */
export function sideLabel(label: InputLabel, side: Side): InputLabel {
  const sided: ReadonlySet<string> = new Set(sideOptionNames);
  return (name) => label(sided.has(name) ? `${side}-${name}` : name);
}

function attempts(
  inputs: { readonly attempts: number | undefined; readonly retries: number | undefined },
  label: InputLabel,
): number {
  const { attempts, retries } = inputs;
  if (attempts !== undefined && retries !== undefined && attempts !== retries)
    throw inputError(
      label('attempts'),
      String(attempts),
      `differs from ${label('retries')} (${retries}), which is the former name of the same option; give only one of ` +
        'them',
    );
  return attempts ?? retries ?? defaultAttempts;
}

/** Checks that both are given or neither. @throws OciError `INPUT_INVALID` */
export function credentials(
  username: string | undefined,
  password: string | undefined,
  label: InputLabel,
): Pick<ConnectOptions, 'username' | 'password'> {
  const missing = (name: string, given: string): Error =>
    inputError(label(name), undefined, `it is missing although ${label(given)} is given; give both or neither`);
  if (username !== undefined && password === undefined) throw missing('password', 'username');
  if (password !== undefined && username === undefined) throw missing('username', 'password');
  return { username, password };
}

/** @throws OciError `INPUT_INVALID` */
export function trustedRedirectHosts(
  { trustedRedirectHosts }: { readonly trustedRedirectHosts: readonly string[] },
  label: InputLabel,
): readonly string[] {
  return checkHosts(label('trusted-redirect-hosts'), trustedRedirectHosts);
}

const hostForm = '; write only its name or address, without scheme, port and path, for example login.example.com';

/** Each host is written in full: a pattern could allow more hosts than intended. @throws OciError `INPUT_INVALID` */
function checkHosts(subject: string, hosts: readonly string[]): readonly string[] {
  for (const host of hosts) {
    if (!isRegistryHost(host) || /:\d+$/.test(host))
      throw inputError(subject, host, `is not a host${asciiHostHint(host) || hostForm}`);
  }
  return hosts;
}

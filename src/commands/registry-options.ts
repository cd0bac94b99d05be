import type { ConnectOptions } from '../connect/index.ts';
import { asciiHostHint, isRegistryHost, inputError, type InputLabel } from '../spec/index.ts';
import { checkCaFile } from './ca-file.ts';
import { clientOptions, resolveOption } from './client-options.ts';
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
  | 'certFile'
  | 'keyFile'
  | 'headers'
  | 'registryConfig'
  | 'addresses'
  | 'trustedRedirectHosts'
  | 'username'
  | 'password'
  | 'githubToken'
  | 'tokenHosts'
  | 'attempts'
  | 'chunkSize'
>;

export const attemptsOptions = {
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

export function githubToken(description: string): Option<string | undefined> {
  return option({
    type: secret,
    workflowDefault: '${{ github.token }}',
    defaultText: "the job's token",
    description,
    cliDescription: 'Token for ghcr.io, unless more specific credentials are configured.',
  });
}

export const tokenHostsOption = option({
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

export const chunkSizeOption = {
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

export const transportOptions = {
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

export const credentialOptions = {
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
  ...clientOptions,
  ...resolveOption,
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
    ...clientCertificate(inputs, label),
    headers: inputs.headers,
    registryConfig: inputs.registryConfig,
    addresses: inputs.resolve,
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

export function attempts(
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

/** @throws OciError `INPUT_INVALID` unless both are given or neither */
export function clientCertificate(
  { certFile, keyFile }: Pick<ConnectOptions, 'certFile' | 'keyFile'>,
  label: InputLabel,
): Pick<ConnectOptions, 'certFile' | 'keyFile'> {
  if (certFile !== undefined && keyFile === undefined) throw oneMissing('key-file', 'cert-file', label);
  if (keyFile !== undefined && certFile === undefined) throw oneMissing('cert-file', 'key-file', label);
  return { certFile, keyFile };
}

function oneMissing(name: string, given: string, label: InputLabel): Error {
  return inputError(label(name), undefined, `it is missing although ${label(given)} is given; give both or neither`);
}

/** Checks that both are given or neither. @throws OciError `INPUT_INVALID` */
export function credentials(
  username: string | undefined,
  password: string | undefined,
  label: InputLabel,
): Pick<ConnectOptions, 'username' | 'password'> {
  if (username !== undefined && password === undefined) throw oneMissing('password', 'username', label);
  if (password !== undefined && username === undefined) throw oneMissing('username', 'password', label);
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
export function checkHosts(subject: string, hosts: readonly string[]): readonly string[] {
  for (const host of hosts) {
    if (!isRegistryHost(host) || /:\d+$/.test(host))
      throw inputError(subject, host, `is not a host${asciiHostHint(host) || hostForm}`);
  }
  return hosts;
}

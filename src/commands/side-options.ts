import type { InputLabel } from '../spec/index.ts';
import { checkCaFile } from './ca-file.ts';
import { clientOptions, resolveOption } from './client-options.ts';
import { option, type Inputs } from './option.ts';
import { flag, path, words } from './option-types.ts';
import {
  attempts,
  attemptsOptions,
  checkHosts,
  chunkSizeOption,
  clientCertificate,
  credentialOptions,
  credentials,
  githubToken,
  githubTokenDescription,
  tokenHostsOption,
  transportOptions,
  trustedRedirectHosts,
  type RegistryAccess,
} from './registry-options.ts';

/** The two locations of a copy, as prefixes of options. */
export type Side = 'from' | 'to';

const sideOptionNames = [
  'plain-http',
  'insecure-tls',
  'ca-file',
  'username',
  'password',
  'token-hosts',
  ...Object.keys(clientOptions),
];

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
    'cert-file': { ...clientOptions['cert-file'], description: onlyFor('cert-file', side) },
    'key-file': { ...clientOptions['key-file'], description: onlyFor('key-file', side) },
    headers: { ...clientOptions.headers, short: undefined, description: onlyFor('headers', side) },
    'registry-config': { ...clientOptions['registry-config'], description: onlyFor('registry-config', side) },
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
  ...clientOptions,
  ...resolveOption,
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
    // A certificate and its key belong together.
    ...(own.certFile === undefined && own.keyFile === undefined
      ? clientCertificate(inputs, label)
      : clientCertificate(own, ownLabel)),
    headers: own.headers ?? inputs.headers,
    registryConfig: own.registryConfig ?? inputs.registryConfig,
    addresses: inputs.resolve,
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
    certFile: inputs.fromCertFile,
    keyFile: inputs.fromKeyFile,
    headers: inputs.fromHeaders,
    registryConfig: inputs.fromRegistryConfig,
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
    certFile: inputs.toCertFile,
    keyFile: inputs.toKeyFile,
    headers: inputs.toHeaders,
    registryConfig: inputs.toRegistryConfig,
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

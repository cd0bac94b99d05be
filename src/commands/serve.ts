import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import {
  asciiHostHint,
  inputError,
  isLoopbackHost,
  isRegistryHost,
  isRepositoryName,
  messageOf,
  type InputLabel,
} from '../spec/index.ts';
import { parseListenAddress } from '../server/index.ts';
import { checkCaFile } from './ca-file.ts';
import { defineCommand, type RunContext } from './command.ts';
import { withConnectionLogging } from './connection-log.ts';
import { option, refusingEmpty, type Inputs } from './option.ts';
import { choice, flag, password, path, secret, size, text, whole, words } from './option-types.ts';
import { lineOutput, output, type Outputs } from './output.ts';
import {
  credentials,
  githubTokenDescription,
  trustedRedirectHosts,
  trustedRedirectHostsOption,
} from './registry-options.ts';
import { summaryOption } from './run-options.ts';
import { readHtpasswd, readTls } from './serving-files.ts';
import { storageLayouts } from './serving-storage.ts';
import { accessLine, serveRegistry, type ServePlan, type Serving, type Upstream } from './serving.ts';

const maxPort = 65_535;

const options = refusingEmpty({
  address: option({
    type: text,
    default: '127.0.0.1',
    scope: 'cli',
    description: 'Address to listen on. An address that other machines can reach needs `htpasswd`.',
  }),
  port: option({
    type: whole(0, maxPort),
    default: 0,
    description: 'Port on 127.0.0.1; `0` is any free port.',
    cliDescription: 'Port to listen on; 0 is any free port.',
  }),
  'host-name': option({
    type: words('name'),
    description:
      'Host names that clients use for this registry, for example behind a proxy. Requests for other names are refused, ' +
      'except for loopback addresses, names below `localhost` and names in the TLS certificate.',
    cliDescription:
      'Host name that clients use for this registry, for example behind a proxy. On a loopback address, requests for other ' +
      'names are refused, except for names below `localhost` and names in the TLS certificate.',
  }),
  storage: option({
    type: path,
    description:
      'Directory for the content, as OCI image layouts. It is restored from the cache of GitHub Actions, and saved ' +
      'there when the job ends. Without it, the content is kept in memory and lost when the job ends.',
    cliDescription: 'Directory for the content, as OCI image layouts (default: in memory).',
  }),
  'cache-key': option({
    type: text,
    scope: 'action',
    workflowDefault: 'oci-artifact-registry',
    description:
      'Prefix of the cache keys. The newest entry with this prefix is restored, and each content is saved under ' +
      'its own key. Every blob is hashed after a restore. The cache needs `storage`; an empty value disables it.',
  }),
  layout: option({
    type: choice(...storageLayouts),
    default: 'per-repository',
    description:
      '`per-repository` uses an image layout for each repository below `storage`, `shared` uses one for all.',
  }),
  quota: option({
    type: size,
    description: 'Maximum bytes of stored content, such as `500MB` or `20GiB`. Without it there is no limit.',
  }),
  'read-only': option({ type: flag, default: false, description: 'Refuse every push and delete.' }),
  immutable: option({
    type: flag,
    default: false,
    description: 'Refuse every change and delete of pushed content, including tags.',
  }),
  prefix: option({
    type: text,
    scope: 'cli',
    description: 'Serve the repositories below this name, without it in their names.',
  }),
  'allow-sparse': option({
    type: flag,
    default: false,
    scope: 'cli',
    description: 'Accept manifests with missing content.',
  }),
  upstream: option({
    type: text,
    description:
      'Registry, such as `https://ghcr.io`, from which missing content is fetched and then stored. Pushes and ' +
      'deletes are forwarded to it. While it is unavailable, tags that were read before are served from the storage.',
  }),
  username: option({
    type: text,
    description: 'User name at the upstream. Without it, the configuration of Docker and Podman is read.',
  }),
  password: option({
    type: password,
    stdin: true,
    description: 'Password or token at the upstream; take it from a secret.',
    cliDescription: 'Password or token at the upstream.',
  }),
  'github-token': option({
    type: secret,
    workflowDefault: '${{ github.token }}',
    defaultText: "the job's token",
    description: githubTokenDescription.replace('ghcr.io', 'ghcr.io as upstream'),
    cliDescription: 'Token for ghcr.io as upstream, unless more specific credentials are configured.',
  }),
  'ca-file': option({
    type: path,
    description: 'PEM file with certificate authorities to trust for the upstream, in addition to those of the system.',
  }),
  'insecure-tls': option({
    type: flag,
    default: false,
    scope: 'cli',
    description: 'Accept any certificate of the upstream.',
  }),
  'trusted-redirect-hosts': trustedRedirectHostsOption,
  htpasswd: option({
    type: path,
    description:
      'File with users and bcrypt hashes, made with `htpasswd -B`; only these users have access. Without it, ' +
      'authentication is disabled.',
  }),
  'insecure-anonymous': option({
    type: flag,
    default: false,
    scope: 'cli',
    description: 'Allow all requests without authentication, on any address.',
  }),
  'tls-cert': option({ type: path, scope: 'cli', description: 'Serve HTTPS with this PEM certificate and `tls-key`.' }),
  'tls-key': option({ type: path, scope: 'cli', description: 'PEM file with the private key of `tls-cert`.' }),
  verbose: option({ type: flag, default: false, scope: 'cli', description: 'Log every request.' }),
  ...summaryOption,
});

export type ServeInputs = Inputs<typeof options>;

/** The address of a registry. */
export interface RegistryAddress {
  /** Base URL without a path. */
  readonly url: string;
  /** Host and port for references. */
  readonly registry: string;
}

const outputs: Outputs<RegistryAddress> = {
  url: output(lineOutput, 'Base URL, for example `http://127.0.0.1:38211`.', ({ url }) => url),
  registry: output(
    lineOutput,
    'Host and port for references, for example `127.0.0.1:38211`. It uses HTTP without TLS.',
    ({ registry }) => registry,
  ),
};

/** Serves a registry until the run is cancelled. */
export const serve = defineCommand({
  name: 'serve',
  summary: 'run a registry on this machine',
  description:
    'Runs a registry until it is interrupted. The first line of stdout is its base URL; the log goes to stderr.',
  examples: [
    { comment: 'Keep the content in a directory', line: 'serve --storage ./registry --port 5000' },
    { comment: 'Mirror a registry', line: 'serve --upstream https://ghcr.io --storage ./mirror --quota 20GiB' },
  ],
  action: {
    name: 'Serve an OCI registry for a job',
    description:
      'Starts an embedded OCI registry in the background, and stops it and reports its content when the job ends',
    icon: 'server',
    directory: 'serve',
    post: true,
  },
  options,
  outputs,
  failure: { placeInput: 'upstream', directoryInput: 'storage' },
  async run(inputs, context) {
    const { env, label, log, signal } = context;
    const plan = await servePlan(inputs, label);
    context.describeFailure(() => ({
      registry: plan.upstream?.registry,
      plainHttp: plan.upstream?.plainHttp,
      placeInput: plan.upstream === undefined ? 'address' : 'upstream',
      directoryInput: 'storage',
    }));
    const ended = new AbortController();
    let reload: (() => void) | undefined;
    using _ = onHangUp(() => {
      if (inputs.htpasswd === undefined && plan.tls === undefined) ended.abort();
      else reload?.();
    });
    await using serving = await serveRegistry(plan, {
      label,
      connection: withConnectionLogging({ env, homedir: homedir() }, log),
      keepUploads: true,
      signal,
      onAccess: inputs.verbose
        ? (entry) => {
            log.line(accessLine(entry));
          }
        : undefined,
      onError: (error, doing) => {
        log.warning(`${doing}: ${messageOf(error)}`);
      },
    });
    let reloading = Promise.resolve();
    reload = () => {
      reloading = reloading.then(() => reloadFiles(serving, inputs, context));
    };
    context.print(serving.url);
    log.line(planText(plan));
    await untilAborted(AbortSignal.any([signal, ended.signal]));
    return { result: serving, lines: [] };
  },
});

/** Calls `handle` on SIGHUP, which the hooks of certificate renewals and closed terminals send. */
function onHangUp(handle: () => void): Disposable {
  process.on('SIGHUP', handle);
  return { [Symbol.dispose]: () => process.off('SIGHUP', handle) };
}

/** Reads the certificate and the users again. With broken files the current ones remain, and the log has a warning. */
async function reloadFiles(serving: Serving, inputs: ServeInputs, { label, log }: RunContext): Promise<void> {
  const parts = [
    inputs.tlsCert === undefined ? [] : 'certificate',
    inputs.htpasswd === undefined ? [] : 'users',
  ].flat();
  const names = parts.join(' and ');
  try {
    serving.reload(await readFiles(inputs, label));
    log.line(`reloaded the ${names}`);
  } catch (error) {
    log.warning(`kept the current ${names}: ${messageOf(error)}`);
  }
}

async function readFiles(inputs: ServeInputs, label: InputLabel): Promise<Pick<ServePlan, 'htpasswd' | 'tls'>> {
  const { htpasswd, tlsCert, tlsKey } = inputs;
  return {
    htpasswd: htpasswd === undefined ? undefined : await readHtpasswd(htpasswd, label),
    tls: await readTls(tlsCert, tlsKey, label),
  };
}

/**
 * Checks the inputs of a registry and reads the files that they name.
 *
 * @throws OciError `INPUT_INVALID`
 */
export async function servePlan(inputs: ServeInputs, label: InputLabel): Promise<ServePlan> {
  const { storage, insecureAnonymous } = inputs;
  const address = checkAddress(inputs.address, label);
  const plan: ServePlan = {
    address,
    port: inputs.port,
    hostNames: checkHostNames(inputs.hostName, label),
    storage: storage === undefined ? undefined : resolve(storage),
    layout: inputs.layout,
    quota: inputs.quota,
    readOnly: inputs.readOnly,
    immutable: inputs.immutable,
    allowSparse: inputs.allowSparse,
    prefix: checkPrefix(inputs.prefix, label),
    upstream: await readUpstream(inputs, label),
    insecureAnonymous,
    ...(await readFiles(inputs, label)),
  };
  if (!isLoopbackHost(address) && plan.htpasswd === undefined && !insecureAnonymous)
    throw inputError(
      label('address'),
      address,
      `is not a loopback address, and there is no authentication; give ${label('htpasswd')}, or ` +
        `${label('insecure-anonymous')} to allow all requests without authentication`,
    );
  return plan;
}

function checkAddress(given: string, label: InputLabel): string {
  const address = parseListenAddress(given);
  if (address !== undefined) return address;
  throw inputError(
    label('address'),
    given,
    `contains a port; write only the host, and give the port to ${label('port')}`,
  );
}

/** Host names of Docker Compose and Kubernetes may contain `_`. */
const hostNamePattern = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?$/;

const hostNameAdvice = '; write for example registry.example.com';

function checkHostNames(names: readonly string[], label: InputLabel): readonly string[] {
  for (const name of names)
    if (!hostNamePattern.test(name) && isIP(name.replace(/^\[(.*)\]$/, '$1')) === 0)
      throw inputError(
        label('host-name'),
        name,
        `is not a host name or an IP address without a port${asciiHostHint(name) || hostNameAdvice}`,
      );
  return names;
}

function checkPrefix(prefix: string | undefined, label: InputLabel): string | undefined {
  if (prefix === undefined || isRepositoryName(prefix)) return prefix;
  throw inputError(
    label('prefix'),
    prefix,
    'is not the beginning of a repository name; write for example acme or acme/mirror',
  );
}

async function readUpstream(inputs: ServeInputs, label: InputLabel): Promise<Upstream | undefined> {
  const { upstream, caFile } = inputs;
  if (upstream === undefined) return undefined;
  const explicit = credentials(inputs.username, inputs.password, label);
  if (caFile !== undefined) await checkCaFile(caFile, label('ca-file'));
  return {
    ...parseUpstream(label('upstream'), upstream),
    ...explicit,
    insecureTls: inputs.insecureTls,
    caFile: caFile === undefined ? undefined : resolve(caFile),
    githubToken: inputs.githubToken,
    trustedRedirectHosts: trustedRedirectHosts(inputs, label),
  };
}

const upstreamAdvice = 'write for example https://ghcr.io or http://localhost:5000';

function parseUpstream(subject: string, written: string): Pick<Upstream, 'registry' | 'plainHttp'> {
  // The text before an "@" may be a password and is not repeated.
  if (written.includes('@'))
    throw inputError(
      subject,
      undefined,
      `it contains user information; ${upstreamAdvice}, and give the user name and the password separately`,
    );
  const [, scheme = 'https', registry = ''] = /^(?:(https?):\/\/)?([^/?#]+)\/?$/i.exec(written) ?? [];
  if (!isRegistryHost(registry)) {
    const fix = asciiHostHint(registry) || `; ${upstreamAdvice}`;
    throw inputError(subject, written, `is not the address of a registry without a path${fix}`);
  }
  return { registry, plainHttp: scheme.toLowerCase() === 'http' };
}

function planText(plan: ServePlan): string {
  const content =
    plan.storage === undefined ? 'from memory; the content is lost at the end' : `the image layouts in ${plan.storage}`;
  const modes = [
    plan.readOnly ? 'read-only' : undefined,
    plan.immutable ? 'immutable' : undefined,
    plan.prefix === undefined ? undefined : `the repositories below ${plan.prefix}`,
    plan.upstream === undefined ? undefined : `a cache of ${plan.upstream.registry}`,
  ].filter((mode) => mode !== undefined);
  return `serving ${content}${modes.length === 0 ? '' : ` (${modes.join(', ')})`}`;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

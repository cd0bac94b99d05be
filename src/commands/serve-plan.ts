import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseListenAddress } from '../server/index.ts';
import {
  asciiHostHint,
  inputError,
  isLoopbackHost,
  isRegistryHost,
  isRepositoryName,
  type InputLabel,
} from '../spec/index.ts';
import { isBucketUrl } from '../connect/index.ts';
import { bucketStorage } from './bucket-options.ts';
import { checkCaFile } from './ca-file.ts';
import { credentials, trustedRedirectHosts } from './registry-options.ts';
import type { ServeInputs } from './serve-options.ts';
import { readHtpasswd, readTls } from './serving-files.ts';
import type { ServePlan, Upstream } from './serving.ts';

/**
 * Checks the inputs of a registry and reads the files that they name.
 *
 * @throws OciError `INPUT_INVALID`
 */
export async function servePlan(inputs: ServeInputs, label: InputLabel): Promise<ServePlan> {
  const { storage, insecureAnonymous } = inputs;
  const address = checkAddress(inputs.address, label);
  const bucket = readBucket(inputs, label);
  const plan: ServePlan = {
    address,
    port: inputs.port,
    hostNames: checkHostNames(inputs.hostName, label),
    storage: storage === undefined || bucket !== undefined ? undefined : resolve(storage),
    bucket,
    layout: inputs.layout,
    quota: inputs.quota,
    readOnly: inputs.readOnly,
    immutable: inputs.immutable,
    allowSparse: inputs.allowSparse,
    page: inputs.page,
    prefix: checkPrefix(inputs.prefix, label),
    upstream: await readUpstream(inputs, label),
    insecureAnonymous,
    ...(await readReloadedFiles(inputs, label)),
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

/** The input that names the place where a registry failed. @param own the input for its own address */
export function placeInputOf({ upstream, bucket }: ServePlan, own: 'address' | 'port'): string {
  if (upstream !== undefined) return 'upstream';
  return bucket === undefined ? own : 'storage';
}

function readBucket(inputs: ServeInputs, label: InputLabel): ServePlan['bucket'] {
  const { caFile, redirect } = inputs;
  const bucket = bucketStorage(inputs, label, caFile === undefined ? undefined : resolve(caFile));
  if (redirect && bucket === undefined)
    throw inputError(label('redirect'), 'true', `needs a bucket; give ${label('storage')} s3://bucket/prefix`);
  return bucket && { ...bucket, redirect };
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
  if (caFile !== undefined && (upstream !== undefined || isBucketUrl(inputs.storage ?? '')))
    await checkCaFile(caFile, label('ca-file'));
  if (upstream === undefined) return undefined;
  const explicit = credentials(inputs.username, inputs.password, label);
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

/** Reads the files that are read again after SIGHUP. @throws OciError `INPUT_INVALID` */
export async function readReloadedFiles(
  inputs: ServeInputs,
  label: InputLabel,
): Promise<Pick<ServePlan, 'htpasswd' | 'tls'>> {
  const { htpasswd, tlsCert, tlsKey } = inputs;
  return {
    htpasswd: htpasswd === undefined ? undefined : await readHtpasswd(htpasswd, label),
    tls: await readTls(tlsCert, tlsKey, label),
  };
}

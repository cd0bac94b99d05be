import { resolve } from 'node:path';
import { connectRepository, type ConnectOptions, type RepositoryConnection } from '../connect/index.ts';
import { anySignal } from '../concurrency/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import { repository as repositoryOf, type CallOptions, type Resolver } from '../registry/index.ts';
import {
  emptyDescriptor,
  formatReference,
  inputError,
  isDockerSchema1,
  isManifestMediaType,
  isNotFound,
  isOciError,
  OciError,
  plainDescriptor,
  printable,
  schema1Problem,
  throwIfAborted,
  type Descriptor,
  type Digest,
  type InputLabel,
  type LayoutLocation,
  type Location,
  type RegistryLocation,
} from '../spec/index.ts';

/** The target of a publish. It is opened before packaging, so that a refusal of the registry is reported early. */
export interface Destination extends AsyncDisposable {
  /** Undefined for a layout, and when the registry is not needed. */
  readonly connection: RepositoryConnection | undefined;
  /** The manifest that the artifact refers to. */
  readonly subject: Descriptor | undefined;
  /** Whether the repository has the config, if that is known. Never rejects. */
  readonly known: Promise<KnownBlobs>;
  /** Explains that the registry refused the push because there are no credentials; undefined for another error. */
  readonly refusalOf?: ((error: unknown) => OciError | undefined) | undefined;
}

/** Whether a repository has blobs. */
export type KnownBlobs = ReadonlyMap<Digest, boolean>;

export interface DestinationOptions extends CallOptions {
  readonly connection: ConnectOptions;
  /** Whether the artifact is pushed to a registry. */
  readonly push: boolean;
  /** Digest or tag in the repository of the target. */
  readonly subject: string | undefined;
  /** The config of the artifact, if it is known before packaging. It is looked up first. */
  readonly config: Descriptor | undefined;
  readonly label: InputLabel;
}

/**
 * @throws OciError `UNAUTHORIZED` when a push needs credentials and none are configured, `INPUT_INVALID` for a subject
 *   that does not exist, `CREDENTIALS`
 */
export async function openDestination(target: Location, options: DestinationOptions): Promise<Destination> {
  return target.kind === 'registry' ? openRegistry(target, options) : openLayout(target, options);
}

async function openRegistry(target: RegistryLocation, options: DestinationOptions): Promise<Destination> {
  const { push, signal } = options;
  if (!push && options.subject === undefined) return withoutConnection(undefined);
  const name = { registry: target.registry, repository: target.repository };
  const pushTo = push ? target.repository : undefined;
  const connection = await connectRepository(name, { ...options.connection, pushTo, signal });
  try {
    const access = push ? await lookUpConfig(connection, options) : { known: nothing };
    const subject = await resolveSubject(connection.repository, formatReference(name), options);
    return { connection, subject, ...access, [Symbol.asyncDispose]: () => connection.close() };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openLayout({ path }: LayoutLocation, options: DestinationOptions): Promise<Destination> {
  const { subject, signal, label } = options;
  if (subject === undefined) return withoutConnection(undefined);
  let layout: LayoutRepository;
  try {
    layout = await LayoutRepository.open(resolve(path), { readOnly: true, signal });
  } catch (error) {
    if (!isOciError(error, 'NOT_FOUND')) throw error;
    const problem = `does not exist in ${path}, which is not an image layout; write the subject to it first`;
    throw inputError(label('subject'), subject, problem, error);
  }
  return withoutConnection(await resolveSubject(layout, `the image layout ${path}`, options));
}

function withoutConnection(subject: Descriptor | undefined): Destination {
  return { connection: undefined, subject, known: nothing, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/**
 * Resolves the subject.
 *
 * @param repositoryName the repository in messages
 * @returns its media type, digest and size
 * @throws OciError `INPUT_INVALID` when there is no such manifest; errors of the repository
 */
async function resolveSubject(
  repository: Resolver,
  repositoryName: string,
  { subject, label, signal }: DestinationOptions,
): Promise<Descriptor | undefined> {
  if (subject === undefined) return undefined;
  let manifest: Descriptor;
  try {
    manifest = await repository.resolve(subject, { signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const problem = `does not exist in ${repositoryName}; push it there first, or correct the digest or tag`;
    throw inputError(label('subject'), subject, problem, error);
  }
  if (isManifestMediaType(manifest.mediaType)) return plainDescriptor(manifest);
  const problem = isDockerSchema1(manifest.mediaType)
    ? `is not usable: ${schema1Problem(manifest.digest)}`
    : `is a blob in ${repositoryName} (${printable(manifest.mediaType, 200)}); ` +
      'an artifact can only refer to a manifest or an index';
  throw inputError(label('subject'), subject, problem);
}

const nothing: Promise<KnownBlobs> = Promise.resolve(new Map());

/** Time limit of the access check, milliseconds. It is short, because the check is optional. */
const accessCheckMs = 10_000;

/**
 * Sends the first request of the push: the lookup of the config. So the connection and the token are there when
 * packaging ends, and the lookup costs no time. Without credentials, a registry that requests a login or refuses the
 * lookup is also asked whether it accepts a push, so that the push fails early. Other errors are ignored, because the
 * push reports them better.
 *
 * @returns a promise that is not yet settled if there are credentials
 * @throws OciError `UNAUTHORIZED` without credentials, `ABORTED`
 */
async function lookUpConfig(
  connection: RepositoryConnection,
  options: DestinationOptions,
): Promise<Pick<Destination, 'known' | 'refusalOf'>> {
  const { config = emptyDescriptor, signal } = options;
  const found = (exists: boolean): KnownBlobs => new Map([[config.digest, exists]]);
  const { repository } = connection.reference;
  const explain = (error: unknown): OciError | undefined => refusalOf(error, connection, options);
  const limit = AbortSignal.timeout(accessCheckMs);
  const limited = anySignal(limit, signal);
  try {
    if ((await connection.credential(repository, { signal: limited })) !== undefined) {
      if (options.config === undefined) return { known: nothing };
      return { known: connection.repository.exists(config, { signal }).then(found, () => nothing) };
    }
    const once = repositoryOf(connection.registry.withAttempts(1), repository);
    const exists = await once.exists(config, { signal: limited }).catch((error: unknown) => error);
    const isRefused = isOciError(exists, 'UNAUTHORIZED', 'DENIED');
    if (isRefused || connection.requiresLogin()) await connection.registry.checkPush(repository, { signal: limited });
    // Another config than that of the artifact says nothing about the artifact.
    const isKnown = options.config !== undefined && typeof exists === 'boolean';
    return { known: isKnown ? Promise.resolve(found(exists)) : nothing, refusalOf: explain };
  } catch (error) {
    throwIfAborted(signal);
    const refusal = explain(error);
    if (refusal !== undefined) throw refusal;
    return { known: nothing, refusalOf: explain };
  }
}

/** The error of a push without credentials; undefined when the registry did not refuse it. */
function refusalOf(
  error: unknown,
  { reference }: RepositoryConnection,
  options: DestinationOptions,
): OciError | undefined {
  if (!isOciError(error, 'UNAUTHORIZED', 'DENIED')) return undefined;
  const { registry, repository } = reference;
  const status = error.status ?? 401;
  const reason = error.reason === undefined ? '' : `: ${error.reason}`;
  // Without a cause, because the innermost cause would be shown instead of this error.
  return new OciError(
    'UNAUTHORIZED',
    `no credentials were found for ${registry}, and it does not accept a push to ${repository} without ` +
      `credentials (${status}${reason})${forkHint(options.connection.env)}`,
    { status, reason: error.reason },
  );
}

function forkHint(env: ConnectOptions['env']): string {
  if (env?.['GITHUB_EVENT_NAME']?.startsWith('pull_request') !== true) return '';
  return '; a pull request from a fork gets no secrets, so do not push there (push: false)';
}

import { resolve } from 'node:path';
import { connectRepository, type ConnectOptions, type RepositoryConnection } from '../connect/index.ts';
import { anySignal } from '../concurrency/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import type { CallOptions, Resolver } from '../registry/index.ts';
import {
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
}

export interface DestinationOptions extends CallOptions {
  readonly connection: ConnectOptions;
  /** Whether the artifact is pushed to a registry. */
  readonly push: boolean;
  /** Digest or tag in the repository of the target. */
  readonly subject: string | undefined;
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
  const connection = await connectRepository(name, { ...options.connection, signal });
  try {
    if (push) await requirePushAccess(connection, options);
    const subject = await resolveSubject(connection.repository, formatReference(name), options);
    return { connection, subject, [Symbol.asyncDispose]: () => connection.close() };
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
  return { connection: undefined, subject, [Symbol.asyncDispose]: () => Promise.resolve() };
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

/** Time limit of the access check, milliseconds. It is short, because the check is optional. */
const accessCheckMs = 10_000;

/**
 * Fails early when the registry would refuse the push: without credentials, it checks once whether the registry accepts
 * a push. It ignores other errors, because the push reports them better.
 *
 * @throws OciError `UNAUTHORIZED`, `ABORTED`
 */
async function requirePushAccess(
  connection: RepositoryConnection,
  { connection: { env }, signal }: DestinationOptions,
): Promise<void> {
  const { registry, repository } = connection.reference;
  const limit = AbortSignal.timeout(accessCheckMs);
  const limited = anySignal(limit, signal);
  try {
    if ((await connection.credential(repository, { signal: limited })) !== undefined) return;
    await connection.registry.checkPush(repository, { signal: limited });
  } catch (error) {
    throwIfAborted(signal);
    if (!isOciError(error, 'UNAUTHORIZED', 'DENIED')) return;
    const status = error.status ?? 401;
    const reason = error.reason === undefined ? '' : `: ${error.reason}`;
    // Without a cause, because the innermost cause would be shown instead of this error.
    throw new OciError(
      'UNAUTHORIZED',
      `no credentials were found for ${registry}, and it does not accept a push to ${repository} without ` +
        `credentials (${status}${reason})${forkHint(env)}`,
      { status, reason: error.reason },
    );
  }
}

function forkHint(env: ConnectOptions['env']): string {
  if (env?.['GITHUB_EVENT_NAME']?.startsWith('pull_request') !== true) return '';
  return '; a pull request from a fork gets no secrets, so do not push there (push: false)';
}

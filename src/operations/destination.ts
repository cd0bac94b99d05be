import { resolve } from 'node:path';
import { connectRepository, type ConnectOptions, type RepositoryConnection } from '../connect/index.ts';
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
  /** Explains that the registry refused the push because there are no credentials; undefined for another error. */
  readonly refusalOf?: ((error: unknown) => OciError | undefined) | undefined;
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
  const pushTo = push ? target.repository : undefined;
  const connection = await connectRepository(name, { ...options.connection, pushTo, signal });
  if (push) connection.prepare(connectionsOfPush);
  try {
    const subject = await resolveSubject(connection.repository, formatReference(name), options);
    return {
      connection,
      subject,
      refusalOf: await refusalOf(connection, options),
      [Symbol.asyncDispose]: () => connection.close(),
    };
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

/** Number of connections of a push that are opened at once: for the tag, and for the largest layer. */
const connectionsOfPush = 2;

/** @returns undefined with credentials */
async function refusalOf(
  connection: RepositoryConnection,
  options: DestinationOptions,
): Promise<Destination['refusalOf']> {
  const { registry, repository } = connection.reference;
  const { signal, push } = options;
  try {
    if (!push || (await connection.credential(repository, { signal })) !== undefined) return undefined;
  } catch {
    // The push looks the credentials up again, and reports the error, if the registry requires a login.
    throwIfAborted(signal);
  }
  return (error) => {
    if (!isOciError(error, 'UNAUTHORIZED', 'DENIED')) return undefined;
    const status = error.status ?? 401;
    const reason = error.reason === undefined ? '' : `: ${error.reason}`;
    // Without a cause, because the innermost cause would be shown instead of this error.
    return new OciError(
      'UNAUTHORIZED',
      `no credentials were found for ${registry}, and it does not accept a push to ${repository} without ` +
        `credentials (${status}${reason})${forkHint(options.connection.env)}`,
      { status, reason: error.reason },
    );
  };
}

function forkHint(env: ConnectOptions['env']): string {
  if (env?.['GITHUB_EVENT_NAME']?.startsWith('pull_request') !== true) return '';
  return '; a pull request from a fork gets no secrets, so do not push there (push: false)';
}

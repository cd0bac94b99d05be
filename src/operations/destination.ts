import { resolve } from 'node:path';
import { connectRepository, type RepositoryConnection } from '../connect/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import {
  formatReference,
  isOciError,
  type Descriptor,
  type LayoutLocation,
  type RegistryLocation,
  inputError,
} from '../spec/index.ts';
import type { PublishOptions } from './publish-options.ts';
import { requirePushAccess } from './push-access.ts';
import { resolveSubject } from './subject.ts';

/** Where an artifact goes, opened before it is packaged, so that what would be refused there costs no work. */
export interface Destination extends AsyncDisposable {
  /** Undefined for a local target, and where nothing is to be asked of the registry. */
  readonly connection: RepositoryConnection | undefined;
  /** What the artifact refers to. */
  readonly subject: Descriptor | undefined;
}

/** @throws OciError `UNAUTHORIZED` when a push needs credentials and there are none, `INPUT_INVALID` for a subject that is not there, `CREDENTIALS` */
export async function openDestination(options: PublishOptions): Promise<Destination> {
  const { target } = options;
  return target.kind === 'registry' ? openRegistry(target, options) : openLayout(target, options);
}

async function openRegistry(target: RegistryLocation, options: PublishOptions): Promise<Destination> {
  const { subject, push, signal, label = asIs } = options;
  if (!push && subject === undefined) return nowhere(undefined);
  const name = { registry: target.registry, repository: target.repository };
  const connection = await connectRepository(name, { ...options.connection, signal });
  try {
    if (push) await requirePushAccess(connection, options);
    const descriptor =
      subject === undefined
        ? undefined
        : await resolveSubject(connection.repository, subject, formatReference(name), label, { signal });
    return { connection, subject: descriptor, [Symbol.asyncDispose]: () => connection.close() };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openLayout(
  { path }: LayoutLocation,
  { subject, signal, label = asIs }: PublishOptions,
): Promise<Destination> {
  if (subject === undefined) return nowhere(undefined);
  let layout: LayoutRepository;
  try {
    layout = await LayoutRepository.open(resolve(path), { readOnly: true, signal });
  } catch (error) {
    if (!isOciError(error, 'NOT_FOUND')) throw error;
    throw inputError(
      label('subject'),
      subject,
      `cannot be looked up, because there is no image layout at ${path} yet; the subject must be in it first`,
      error,
    );
  }
  return nowhere(await resolveSubject(layout, subject, `the image layout ${path}`, label, { signal }));
}

function nowhere(subject: Descriptor | undefined): Destination {
  return { connection: undefined, subject, [Symbol.asyncDispose]: () => Promise.resolve() };
}

function asIs(name: string): string {
  return name;
}

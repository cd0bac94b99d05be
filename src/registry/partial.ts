import { OciError } from '../spec/index.ts';
import type { Registry } from './registry.ts';

/** The operations of a {@link Registry}. */
const operationNames = {
  getBlob: true,
  getBlobRange: true,
  getManifest: true,
  getTag: true,
  resolveBlob: true,
  resolveManifest: true,
  resolveTag: true,
  pushBlob: true,
  pushBlobChunked: true,
  pushBlobChunkedResume: true,
  mountBlob: true,
  pushManifest: true,
  deleteBlob: true,
  deleteManifest: true,
  deleteTag: true,
  tags: true,
  referrers: true,
  repositories: true,
} as const satisfies Readonly<Record<keyof Registry, true>>;

/**
 * A registry with only some operations; the others fail with `UNSUPPORTED`. docker/oci's `Funcs`.
 *
 * @param operations functions with the signatures of {@link Registry}
 */
export function partialRegistry(operations: Partial<Registry>): Registry {
  const missing = Object.keys(operationNames).map((name) => {
    const error = (): OciError => new OciError('UNSUPPORTED', `this registry does not support the operation ${name}`);
    return [name, listNames.has(name) ? () => failingList(error) : () => Promise.reject(error())] as const;
  });
  return { ...(Object.fromEntries(missing) as unknown as Registry), ...operations };
}

/** Operations that return a list, which fails when it is read. */
const listNames: ReadonlySet<string> = new Set(['tags', 'referrers', 'repositories'] satisfies (keyof Registry)[]);

function failingList(failure: () => OciError): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(failure()) }) };
}

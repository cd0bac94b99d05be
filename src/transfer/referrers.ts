import type { CallOptions, PredecessorFinder, ReadOnlyStorage } from '../registry/index.ts';
import {
  artifactTypeOf,
  encodeJson,
  isManifestMediaType,
  isNotFound,
  OciError,
  plainDescriptor,
  type Annotations,
  type Descriptor,
  type EventOptions,
} from '../spec/index.ts';
import { readListed, wrongSizeText } from './listed-manifest.ts';
import { defaultMaxMetadataBytes, MetadataCache } from './metadata.ts';

/** Maximum size of the annotations in a result, bytes. */
const maxAnnotationBytes = 64 * 1024 * 1024;

/** Options of {@link listReferrers}. Wrong sizes in the list of the source are reported as warnings. */
export interface ListReferrersOptions extends CallOptions, EventOptions {
  /** Maximum size of the annotations of all referrers, bytes of JSON. @default 64 MiB */
  readonly maxAnnotationBytes?: number | undefined;
}

/**
 * Lists the manifests whose subject is `node`, with their own artifact types and annotations. A manifest that the
 * source lists but does not have is returned as listed. If the list has a wrong size for a manifest, the result has the
 * right one.
 *
 * @throws OciError errors of the source; `SIZE_LIMIT` for more annotations than `maxAnnotationBytes`
 */
export function listReferrers(
  source: ReadOnlyStorage & PredecessorFinder,
  node: Descriptor,
  options: ListReferrersOptions = {},
): Promise<readonly Descriptor[]> {
  return new ReferrerLister(source, options).list(node);
}

/** Lists the referrers of several manifests with one limit for all their annotations. */
export class ReferrerLister {
  readonly #source: ReadOnlyStorage & PredecessorFinder;
  readonly #options: ListReferrersOptions;
  readonly #cache: MetadataCache;
  #remainingBytes: number;

  constructor(source: ReadOnlyStorage & PredecessorFinder, options: ListReferrersOptions = {}) {
    this.#source = source;
    this.#options = options;
    this.#cache = new MetadataCache(source, { maxMetadataBytes: defaultMaxMetadataBytes }, options.signal);
    this.#remainingBytes = options.maxAnnotationBytes ?? maxAnnotationBytes;
  }

  /** @throws OciError as {@link listReferrers} */
  async list(node: Descriptor): Promise<readonly Descriptor[]> {
    const { signal } = this.#options;
    const referrers: Descriptor[] = [];
    for (const listed of await this.#source.predecessors(node, { signal })) {
      if (!isManifestMediaType(listed.mediaType)) continue;
      const referrer = await this.#describe(listed, node);
      if (referrer === undefined) continue;
      this.#reserve(referrer.annotations, node);
      referrers.push(referrer);
    }
    return referrers;
  }

  /** @returns undefined when the manifest has another subject */
  async #describe(listed: Descriptor, node: Descriptor): Promise<Descriptor | undefined> {
    const { signal, onEvent } = this.#options;
    try {
      const { descriptor, manifest } = await readListed(this.#source, this.#cache, listed, node, {
        signal,
        onWrongSize: (...wrong) => onEvent?.({ kind: 'warning', text: wrongSizeText(...wrong) }),
      });
      // A layout also returns the indexes that contain the node.
      if (manifest.subject?.digest !== node.digest) return undefined;
      const { annotations } = manifest;
      return { ...plainDescriptor(descriptor), artifactType: artifactTypeOf(manifest), annotations };
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return listed;
    }
  }

  #reserve(annotations: Annotations | undefined, node: Descriptor): void {
    if (annotations === undefined) return;
    this.#remainingBytes -= encodeJson(annotations).byteLength;
    if (this.#remainingBytes >= 0) return;
    const limit = this.#options.maxAnnotationBytes ?? maxAnnotationBytes;
    throw new OciError(
      'SIZE_LIMIT',
      `cannot list the referrers of ${node.digest}: their annotations have more than ${limit} bytes; delete the ` +
        'referrers with large annotations',
    );
  }
}

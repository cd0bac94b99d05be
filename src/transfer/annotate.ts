import { forEachConcurrent } from '../concurrency/index.ts';
import type { CallOptions, ReadOnlyStorage } from '../registry/index.ts';
import {
  artifactTypeOf,
  digestAlgorithm,
  digestOf,
  encodeString,
  isManifestMediaType,
  isNotFound,
  maxManifestBytes,
  memberText,
  notManifestError,
  OciError,
  parseManifest,
  plainDescriptor,
  printable,
  withItems,
  withMember,
  withoutMember,
  type Annotations,
  type Descriptor,
  type Digest,
  type Manifest,
} from '../spec/index.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';

/** A change of annotations. */
export interface AnnotationEdit {
  readonly set: Annotations;
  /** Keys of annotations to remove. */
  readonly remove: readonly string[];
}

export interface EditAnnotationsOptions extends CallOptions {
  /** Also edits the manifests of an index, and of the indexes in it. @default false */
  readonly children?: boolean | undefined;
  /** Maximum number of manifests that are read at the same time. */
  readonly concurrency: number;
}

/** A manifest before and after the edit. Without a change, the digests are equal. */
export interface EditedManifest {
  readonly previous: Descriptor;
  /** With artifact type. */
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
}

/** Maximum size of all manifests of one edit, bytes. They are in memory until the last one was read. */
const maxEditedBytes = 64 * 1024 * 1024;

/** Annotation of BuildKit's attestation manifests: the digest of the manifest that they describe. */
const annotationReferenceDigest = 'vnd.docker.reference.digest';

/**
 * Computes manifests with other annotations. Everything else in their JSON keeps its bytes, except for the digests of
 * edited children in an index. Nothing is written.
 *
 * @returns the edited manifests, each after its children, the root last
 * @throws OciError `UNSUPPORTED` for a root that is not a manifest; `SIZE_LIMIT`; `MANIFEST_UNKNOWN` for a child that
 *   the source does not have; `MANIFEST_INVALID`; errors of the source
 */
export async function editAnnotations(
  source: ReadOnlyStorage,
  root: Descriptor,
  edit: AnnotationEdit,
  options: EditAnnotationsOptions,
): Promise<readonly EditedManifest[]> {
  if (!isManifestMediaType(root.mediaType))
    throw notManifestError(
      root,
      `cannot annotate ${root.digest}: it is a blob (${printable(root.mediaType, 200)}), and only manifests and ` +
        'indexes have annotations of their own',
    );
  const editor = new AnnotationEditor(source, edit, options);
  await editor.edited(plainDescriptor(root), options.signal);
  return editor.manifests;
}

class AnnotationEditor {
  /** Each after its children. */
  readonly manifests: EditedManifest[] = [];
  readonly #source: ReadOnlyStorage;
  readonly #edit: AnnotationEdit;
  readonly #options: EditAnnotationsOptions;
  /** A manifest may occur in several indexes. */
  readonly #edits = new Map<Digest, Promise<EditedManifest>>();
  #remainingBytes = maxEditedBytes;

  constructor(source: ReadOnlyStorage, edit: AnnotationEdit, options: EditAnnotationsOptions) {
    this.#source = source;
    this.#edit = edit;
    this.#options = options;
  }

  edited(target: Descriptor, signal: AbortSignal | undefined): Promise<EditedManifest> {
    let edit = this.#edits.get(target.digest);
    if (edit === undefined) {
      edit = this.#compute(target, signal);
      this.#edits.set(target.digest, edit);
    }
    return edit;
  }

  async #compute(target: Descriptor, signal: AbortSignal | undefined): Promise<EditedManifest> {
    this.#remainingBytes -= target.size;
    if (this.#remainingBytes < 0)
      throw new OciError(
        'SIZE_LIMIT',
        `cannot annotate the manifests of the index: they have more than ${maxEditedBytes} bytes; annotate them one ` +
          'by one',
      );
    const bytes = await fetchMetadata(this.#source, target, defaultMaxMetadataBytes, { signal });
    const manifest = parseManifest(bytes, target.mediaType);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const children =
      this.#options.children === true && manifest.kind === 'index'
        ? await this.#editedChildren(manifest.manifests, target, signal)
        : [];
    const edited = withAnnotations(withChildren(text, children), this.#edit);
    const result = describeEdited(target, manifest, edited === text ? bytes : new TextEncoder().encode(edited));
    this.manifests.push(result);
    return result;
  }

  async #editedChildren(
    children: readonly Descriptor[],
    index: Descriptor,
    signal: AbortSignal | undefined,
  ): Promise<readonly EditedManifest[]> {
    const edited: EditedManifest[] = [];
    const manifests = new Map(children.map((child) => [child.digest, plainDescriptor(child)]));
    await forEachConcurrent(
      [...manifests.values()].filter(({ mediaType }) => isManifestMediaType(mediaType)),
      this.#options.concurrency,
      async (child, inner) => {
        try {
          edited.push(await this.edited(child, inner));
        } catch (error) {
          if (!isNotFound(error)) throw error;
          const problem = `the repository does not have the manifest ${child.digest} of the index ${index.digest}`;
          throw new OciError('MANIFEST_UNKNOWN', `${problem}; copy it there first, or annotate only the index`);
        }
      },
      signal,
    );
    return edited;
  }
}

function describeEdited(previous: Descriptor, manifest: Manifest, bytes: Uint8Array): EditedManifest {
  if (bytes.byteLength > maxManifestBytes)
    throw new OciError(
      'SIZE_LIMIT',
      `cannot annotate ${previous.digest}: the manifest would have ${bytes.byteLength} bytes, and registries accept ` +
        `at most ${maxManifestBytes}; use shorter annotations`,
    );
  const digest = digestOf(bytes, digestAlgorithm(previous.digest));
  const { mediaType } = previous;
  const descriptor = { mediaType, digest, size: bytes.byteLength, artifactType: artifactTypeOf(manifest) };
  return { previous, descriptor, manifest, bytes };
}

/** Replaces the edited children in the text of an index. */
function withChildren(index: string, children: readonly EditedManifest[]): string {
  const changed = new Map<unknown, EditedManifest>(children.map((child) => [child.previous.digest, child]));
  const list = memberText(index, 'manifests');
  if (list === undefined || changed.size === 0) return index;
  return withMember(
    index,
    'manifests',
    withItems(list, (item) => withChild(item, changed)),
  );
}

/**
 * A copy of the manifest in the descriptor, and the digest in an attestation's descriptor, change with the manifest.
 */
function withChild(item: string, changed: ReadonlyMap<unknown, EditedManifest>): string {
  let text = item;
  const child = changed.get(valueOf(text, 'digest'));
  if (child !== undefined) {
    const { digest, size } = child.descriptor;
    text = withMember(withMember(text, 'digest', encodeString(digest)), 'size', String(size));
    if (valueOf(text, 'data') !== undefined)
      text = withMember(text, 'data', encodeString(Buffer.from(child.bytes).toString('base64')));
  }
  const annotations = memberText(text, 'annotations');
  if (annotations === undefined || annotations === 'null') return text;
  const described = changed.get(valueOf(annotations, annotationReferenceDigest));
  if (described === undefined) return text;
  const digest = encodeString(described.descriptor.digest);
  return withMember(text, 'annotations', withMember(annotations, annotationReferenceDigest, digest));
}

/** Edits the annotations in the text of a manifest. An empty object of annotations is removed, as Go's encoder does. */
function withAnnotations(manifest: string, { set, remove }: AnnotationEdit): string {
  const current = memberText(manifest, 'annotations');
  const before = current === undefined || current === 'null' ? '{}' : current;
  let annotations = before;
  for (const key of remove) annotations = withoutMember(annotations, key);
  for (const [key, value] of Object.entries(set)) {
    if (valueOf(annotations, key) !== value) annotations = withMember(annotations, key, encodeString(value), true);
  }
  if (annotations === before) return manifest;
  return annotations === '{}'
    ? withoutMember(manifest, 'annotations')
    : withMember(manifest, 'annotations', annotations);
}

function valueOf(json: string, key: string): unknown {
  const text = memberText(json, key);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

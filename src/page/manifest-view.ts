import { formatCount, shortDigest } from '../output/index.ts';
import {
  annotationTitle,
  artifactTypeOf,
  platformText,
  type Annotations,
  type Descriptor,
  type ImageIndex,
  type Manifest,
} from '../spec/index.ts';
import { copyable, dateCell, manifestLink, note, sizeCell } from './cells.ts';
import { commandList } from './commands.ts';
import type { View } from './document.ts';
import { markup, preformatted, table, type Html, type HtmlValue } from './html.ts';
import { isImageConfig } from './labels.ts';
import { isPacked } from './layer-files.ts';
import { pageLink } from './links.ts';
import type { LoadedManifest, ManifestReader } from './manifests.ts';
import { pathName, typeText } from './name-lists.ts';
import { referrerTree } from './referrer-tree.ts';
import type { PageRequest } from './request.ts';

/** Maximum number of rows of one table. */
const maxRows = 200;
/** Maximum size of a manifest that is shown as text, bytes. */
const maxShownBytes = 64 * 1024;

/** A manifest: facts, commands, content, referrers and annotations. */
export async function manifestView(
  request: PageRequest,
  repository: string,
  reader: ManifestReader,
  loaded: LoadedManifest,
  tag: string | undefined,
): Promise<View> {
  const { host, isSecure } = request;
  const { manifest, descriptor } = loaded;
  const { digest } = descriptor;
  const name = tag === undefined ? `@${digest}` : `:${tag}`;
  const reference = `${host}/${repository}${name}`;
  const isImage = manifest !== undefined && looksLikeImage(manifest);
  const content = markup`<h1>
      ${pathName(repository)}<span class="muted">${tag === undefined ? '@' : ':'}</span>${tag ?? shortDigest(digest)}
    </h1>
    <p><span class="badge">${typeText(loaded)}</span></p>
    ${await factList(request, repository, reader, loaded)}
    <h2>Commands</h2>
    ${commandList({ reference, host, isSecure, isImage })}
    ${await contentOf(repository, reader, loaded)}
    <h2>Referrers</h2>
    ${await referrerTree(request, repository, digest)} ${annotationTable(manifest?.annotations)}
    ${rawManifest(repository, loaded)}`;
  return {
    title: `${repository}${name}`,
    path: [
      { text: 'Repositories', address: {} },
      { text: repository, address: { repository } },
    ],
    content,
  };
}

async function factList(
  { host }: PageRequest,
  repository: string,
  reader: ManifestReader,
  loaded: LoadedManifest,
): Promise<Html> {
  const { manifest, descriptor } = loaded;
  const { size, created } = await reader.facts(loaded);
  const artifactType = manifest && artifactTypeOf(manifest);
  const facts: readonly (readonly [string, HtmlValue])[] = [
    ['Pinned reference', copyable(`${host}/${repository}@${descriptor.digest}`)],
    ['Media type', descriptor.mediaType],
    ['Artifact type', artifactType],
    ['Size', sizeCell(size)],
    ['Created', dateCell(created)],
    ['Subject', manifest?.subject && manifestLink(repository, manifest.subject.digest)],
  ];
  const items = facts.map(
    ([term, value]) =>
      value !== undefined &&
      markup`<dt>${term}</dt>
        <dd>${value}</dd> `,
  );
  return markup`<dl>${items}</dl>`;
}

function looksLikeImage(manifest: Manifest): boolean {
  if (manifest.kind === 'index') return manifest.manifests.some(({ platform }) => platform !== undefined);
  return isImageConfig(artifactTypeOf(manifest) ?? '');
}

async function contentOf(
  repository: string,
  reader: ManifestReader,
  { manifest, descriptor }: LoadedManifest,
): Promise<Html> {
  switch (manifest?.kind) {
    case 'index':
      return platformTable(repository, reader, manifest);
    case 'manifest':
      return markup`<h2>Layers</h2>
        ${contentTable(repository, descriptor, manifest.layers, manifest.config)}`;
    case 'artifact':
      return markup`<h2>Blobs</h2>
        ${contentTable(repository, descriptor, manifest.blobs)}`;
    case undefined:
      return note('This content is not a manifest that this page can show.');
  }
}

async function platformTable(repository: string, reader: ManifestReader, index: ImageIndex): Promise<Html> {
  const shown = index.manifests.slice(0, maxRows);
  const facts = await Promise.all(shown.map((entry) => reader.entryFacts(entry)));
  const columns = [
    { label: 'Platform', kind: 'main' },
    { label: 'Type' },
    { label: 'Size', kind: 'number' },
    { label: 'Created' },
    { label: 'Digest' },
  ] as const;
  const rows = shown.map((entry, at) => [
    entryName(entry),
    entryType(entry),
    sizeCell(facts[at]?.size),
    dateCell(facts[at]?.created),
    manifestLink(repository, entry.digest),
  ]);
  return markup`<h2>Manifests</h2>
    ${table('Manifests', columns, rows)}${moreRows(index.manifests.length)}`;
}

/** Annotation of buildx: the kind of a manifest that has no platform. */
const buildKitKind = 'vnd.docker.reference.type';

function entryName({ platform, annotations }: Descriptor): HtmlValue {
  if (platform !== undefined && platform.os !== 'unknown') return platformText(platform);
  const title = annotations?.[annotationTitle];
  return title ?? markup`<span class="muted">none</span>`;
}

function entryType({ annotations, artifactType, platform }: Descriptor): HtmlValue {
  if (annotations?.[buildKitKind] === 'attestation-manifest')
    return markup`<span class="badge attestation">Attestation</span>`;
  return artifactType ?? (platform === undefined ? undefined : 'Image');
}

function contentTable(
  repository: string,
  manifest: Descriptor,
  layers: readonly Descriptor[],
  config?: Descriptor,
): Html {
  const columns = [
    { label: 'Name', kind: 'main' },
    { label: 'Media type' },
    { label: 'Size', kind: 'number' },
    { label: 'Content' },
  ] as const;
  const items = layers.map(
    (layer, index) => [layer.annotations?.[annotationTitle] ?? `Layer ${index + 1}`, layer] as const,
  );
  const all = config === undefined ? items : [...items.slice(0, maxRows), ['Config', config] as const];
  const rows = all
    .slice(0, maxRows + 1)
    .map(([name, layer]) => [name, layer.mediaType, sizeCell(layer.size), actions(repository, manifest, layer, name)]);
  return markup`${table('Layers', columns, rows)}${moreRows(layers.length)}`;
}

function actions(repository: string, manifest: Descriptor, layer: Descriptor, name: string): Html {
  const { digest } = layer;
  const files = pageLink({ repository, digest: manifest.digest, layer: digest });
  return markup`<span class="actions"
    >${isPacked(layer) && markup`<a href="${files}" data-files aria-label="Files of ${name}">Files</a>`}<a
      href="/v2/${repository}/blobs/${digest}"
      title="${digest}"
      download
      aria-label="Download ${name}"
      >Download</a
    ></span
  >`;
}

function moreRows(count: number): Html | undefined {
  return count > maxRows ? markup`<p class="muted">${formatCount(count - maxRows)} more</p>` : undefined;
}

function annotationTable(annotations: Annotations = {}): Html | undefined {
  const entries = Object.entries(annotations);
  if (entries.length === 0) return undefined;
  const rows = entries.slice(0, maxRows).map(([key, value]) => [key, linked(value)]);
  return markup`<h2>Annotations</h2>
    ${table('Annotations', [{ label: 'Key' }, { label: 'Value' }], rows)}${moreRows(entries.length)}`;
}

/** Links a web address. Other schemes, such as `javascript:`, stay text. */
function linked(value: string): HtmlValue {
  const { protocol, href } = URL.parse(value) ?? {};
  if (href === undefined || (protocol !== 'https:' && protocol !== 'http:')) return value;
  return markup`<a href="${href}" rel="noopener noreferrer nofollow">${value}</a>`;
}

function rawManifest(repository: string, { descriptor, bytes }: LoadedManifest): Html {
  const link = markup`<a href="/v2/${repository}/manifests/${descriptor.digest}" download>Download the manifest</a>`;
  if (bytes.byteLength > maxShownBytes) return markup`<p>${link}</p>`;
  return markup`<details>
    <summary>Manifest as JSON</summary>
    <pre>${preformatted(prettyJson(bytes))}</pre>
    <p>${link}</p>
  </details>`;
}

function prettyJson(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

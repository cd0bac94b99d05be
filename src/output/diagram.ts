import { annotationTitle, platformText, type Descriptor, type Digest } from '../spec/index.ts';
import { formatBytes, formatNumber, shortDigest } from './format.ts';
import { fenced } from './markdown.ts';

/** Maximum number of boxes, to keep a diagram readable. */
const maxNodes = 20;

/** A manifest with the content that it lists, and the manifests that refer to it. */
export interface ArtifactGraph {
  readonly manifest: GraphNode;
  /** Layers of a manifest, or manifests of an index. */
  readonly contents: readonly Descriptor[];
  /** Manifests that refer to the manifest, or to other nodes. */
  readonly referrers?: readonly GraphReferrer[] | undefined;
  /** The manifest that the manifest refers to. */
  readonly subject?: GraphNode | undefined;
}

export interface GraphNode {
  readonly digest: string;
  /** Type or name. */
  readonly name: string;
  /** Bytes; undefined when it is unknown. */
  readonly size?: number | undefined;
}

export interface GraphReferrer extends GraphNode {
  /** Digest of the manifest that it refers to. */
  readonly subject: Digest;
}

/**
 * A Mermaid flow chart. It is empty if the graph has only one manifest with at most one layer, which the table of a
 * summary describes.
 */
export function artifactDiagram({ manifest, contents, referrers = [], subject }: ArtifactGraph): readonly string[] {
  if (contents.length < 2 && referrers.length === 0 && subject === undefined) return [];
  const chart = new Chart();
  const root = chart.add(manifest);
  if (subject !== undefined) chart.link(root, 'refers to', chart.add(subject));
  // Referrers are few, and more interesting than layers.
  const space = maxNodes - chart.size - Math.min(referrers.length, maxNodes / 2);
  for (const content of contents.slice(0, contents.length > space ? space - 1 : space))
    chart.link(root, '', chart.add({ digest: content.digest, name: contentName(content), size: content.size }));
  const hidden = contents.length > space ? contents.length - space + 1 : 0;
  if (hidden > 0) chart.link(root, '', chart.more(hidden));
  for (const [index, referrer] of referrers.entries()) {
    const isLast = chart.size === maxNodes - 1 && index < referrers.length - 1;
    if (isLast) {
      chart.link(chart.more(referrers.length - index), 'refer to', root);
      break;
    }
    chart.link(chart.add(referrer), 'refers to', chart.idOf(referrer.subject) ?? root);
  }
  return chart.lines();
}

/** The layers or the manifests of an index. */
function contentName({ platform, annotations, artifactType, mediaType }: Descriptor): string {
  return platform === undefined
    ? (annotations?.[annotationTitle] ?? artifactType ?? mediaType)
    : platformText(platform);
}

class Chart {
  readonly #ids = new Map<string, string>();
  readonly #boxes: string[] = [];
  readonly #links: string[] = [];

  get size(): number {
    return this.#boxes.length;
  }

  /** @returns the id of the node */
  add({ digest, name, size }: GraphNode): string {
    const id = this.#box([name, size === undefined ? shortDigest(digest) : formatBytes(size)]);
    this.#ids.set(digest, id);
    return id;
  }

  more(count: number): string {
    return this.#box([formatNumber(count, 'other', 'others')]);
  }

  idOf(digest: string): string | undefined {
    return this.#ids.get(digest);
  }

  link(from: string, label: string, to: string): void {
    this.#links.push(label === '' ? `  ${from} --> ${to}` : `  ${from} -. ${label} .-> ${to}`);
  }

  lines(): readonly string[] {
    return fenced('mermaid', ['flowchart LR', ...this.#boxes, ...this.#links]);
  }

  #box(rows: readonly string[]): string {
    const id = `n${this.#boxes.length}`;
    const label = rows
      .filter((row) => row !== '')
      .map(escapeLabel)
      .join('<br/>');
    this.#boxes.push(`  ${id}["${label}"]`);
    return id;
  }
}

/** Escapes all but letters, digits and a few signs with Mermaid's entities: `#` and a decimal code point. */
function escapeLabel(text: string): string {
  return Array.from(text.slice(0, 200), (character) =>
    /[A-Za-z0-9 ./+:_…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`,
  ).join('');
}

import type { Descriptor, PublishResult } from '../spec/index.ts';
import { formatBytes, formatNumber, shortDigest } from './format.ts';
import { fenced } from './markdown.ts';
import { tagNames } from './publish-lines.ts';

/** Maximum number of boxes of one kind, to keep the diagram readable. */
const maxBoxes = 12;

/** A Mermaid flow chart of the artifact: tags point to the manifest, the manifest to its config and layers. */
export function artifactDiagram(result: PublishResult): readonly string[] {
  return fenced('mermaid', [
    'flowchart LR',
    ...boxes('tag', tagNames(result), 'tag').map((label, index) => `  tag${index}([${label}]) --> manifest`),
    `  manifest[${box('manifest', shortDigest(result.digest), result.artifactType, formatBytes(result.size))}]`,
    `  manifest --> config[${box('config', ...about(result.config))}]`,
    ...boxes('layer', result.layers, 'layer').map((label, index) => `  manifest --> layer${index}[${label}]`),
  ]);
}

function boxes(kind: string, items: readonly (string | Descriptor)[], noun: string): readonly string[] {
  const shown = items.slice(0, maxBoxes).map((item) => box(kind, ...(typeof item === 'string' ? [item] : about(item))));
  const rest = items.length - shown.length;
  return rest > 0 ? [...shown, box(`${formatNumber(rest, noun)} more`)] : shown;
}

function about(descriptor: Descriptor): readonly string[] {
  return [descriptor.mediaType, shortDigest(descriptor.digest), formatBytes(descriptor.size)];
}

function box(...rows: readonly string[]): string {
  return `"${rows
    .filter((row) => row !== '')
    .map(escapeLabel)
    .join('<br/>')}"`;
}

/** Escapes all but letters, digits and a few signs with Mermaid's entities: `#` and a decimal code point. */
function escapeLabel(text: string): string {
  return Array.from(text.slice(0, 200), (character) =>
    /[A-Za-z0-9 ./+:_…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`,
  ).join('');
}

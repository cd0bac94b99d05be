import type { Descriptor, PublishResult } from '../spec/index.ts';
import { formatBytes, formatNumber, shortDigest } from './format.ts';
import { fenced } from './markdown.ts';
import { tagNames } from './outcome.ts';

/** More boxes of one kind than this make no picture. */
const maxBoxes = 12;

/** A Mermaid flow chart of the artifact: tags point to the manifest, the manifest to its config and layers. */
export function artifactPicture(outcome: PublishResult): readonly string[] {
  return fenced('mermaid', [
    'flowchart LR',
    ...boxes('tag', tagNames(outcome), 'tag').map((label, index) => `  tag${index}([${label}]) --> manifest`),
    `  manifest[${box('manifest', shortDigest(outcome.digest), outcome.artifactType, formatBytes(outcome.size))}]`,
    `  manifest --> config[${box('config', ...about(outcome.config))}]`,
    ...boxes('layer', outcome.layers, 'layer').map((label, index) => `  manifest --> layer${index}[${label}]`),
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

/** Mermaid's own entities: `#` and a decimal code point. Letters, digits and a few signs stand for themselves. */
function escapeLabel(text: string): string {
  return Array.from(text.slice(0, 200), (character) =>
    /[A-Za-z0-9 ./+:_…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`,
  ).join('');
}

import { printable, type Annotations, type Result } from '../spec/index.ts';
import { artifactDiagram, type ArtifactGraph } from './diagram.ts';
import { code, escapeMarkdown, truncateMarkdown } from './markdown.ts';

/**
 * A row of a summary: a name, and foreign text or several texts. It is shown as code, or as plain text if the third
 * member says so. A row without text is left out.
 */
export type SummaryRow = readonly [name: string, text: string | readonly string[], style?: 'plain'];

/** The parts of a job summary, in GitHub's Markdown unless stated otherwise. */
export interface SummaryParts {
  /** What was done: `Published`. */
  readonly title: string;
  /** The object of the title: foreign text. */
  readonly object?: string | undefined;
  /** Links to pages about the run. */
  readonly links?: readonly string[] | undefined;
  /** A sentence about a result that differs from the usual one. */
  readonly note?: string | undefined;
  /** The first row is the head of the table. */
  readonly rows: readonly SummaryRow[];
  readonly graph?: ArtifactGraph | undefined;
  /** Rows that are folded. */
  readonly details?: readonly SummaryRow[] | undefined;
  readonly annotations?: Annotations | undefined;
  /** Commands to copy, which are folded. */
  readonly commands?: readonly string[] | undefined;
  /** Warnings of the run; the first hundred are shown. */
  readonly warnings?: readonly string[] | undefined;
}

const maxWarnings = 100;
const maxAnnotations = 100;
const maxTags = 50;
/** Characters of a text in a table. */
const maxText = 5000;

/** A job summary: a table, a diagram if there is a graph to show, and folded details. */
export function jobSummary(parts: SummaryParts): string {
  const { links = [], note, rows, graph, details = [], annotations = {}, commands = [], warnings = [] } = parts;
  const pairs = Object.entries(annotations);
  const shown = pairs.slice(0, maxAnnotations);
  const hidden = pairs.length - shown.length;
  return truncateMarkdown(
    [
      `### ${parts.title}${parts.object === undefined ? '' : ` ${code(parts.object, 300)}`}`,
      '',
      ...(note === undefined ? [] : [note, '']),
      ...markdownTable(rows.map(textRow)),
      '',
      ...(links.length === 0 ? [] : [links.join(' · '), '']),
      ...(graph === undefined ? [] : [...artifactDiagram(graph), '']),
      ...warningList(warnings),
      ...folded('Details', markdownTable(details.map(textRow))),
      ...folded(
        `Annotations (${pairs.length})`,
        pairs.length === 0
          ? []
          : [
              ...headedTable(
                'Annotation',
                'Value',
                shown.map(([key, value]) => [code(key), code(value)]),
              ),
              ...(hidden > 0 ? ['', `and ${hidden} more`] : []),
            ],
      ),
      ...folded('Commands', commands),
    ].join('\n'),
  );
}

/** The rows that every summary of a manifest has. @param size for people @param tags bare tags */
export function manifestRows(result: Result, size: string, tags = tagsOf(result)): readonly SummaryRow[] {
  return [
    ['Reference', result.reference],
    ['Pinned', result.pinnedReference === result.reference ? '' : result.pinnedReference],
    ['Digest', result.digest],
    ['Size', size, 'plain'],
    ['Tags', shortList(tags)],
  ];
}

/** The object of a title: `acme/bundle:v1`, without the registry. */
export function shortName({ reference, name }: Result): string {
  return name === '' ? reference : reference.slice(name.indexOf('/') + 1);
}

/** A table of two columns. Its first row is its head, because Markdown has no table without one. @param rows Markdown */
export function markdownTable(rows: readonly (readonly [string, string])[]): readonly string[] {
  const [head, ...others] = rows.filter(([, value]) => value !== '');
  if (head === undefined) return [];
  return [`| ${head[0]} | ${head[1]} |`, '|:---|:---|', ...others.map(([name, value]) => `| **${name}** | ${value} |`)];
}

function headedTable(name: string, value: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  return [`| ${name} | ${value} |`, '|:---|:---|', ...rows.map((row) => `| ${row.join(' | ')} |`)];
}

function textRow([name, given, style]: SummaryRow): readonly [string, string] {
  const texts = typeof given === 'string' ? [given] : given;
  const shown = texts
    .filter((text) => text !== '')
    .map((text) => (style === 'plain' ? escapeMarkdown(printable(text, maxText)) : breakable(code(text, maxText))));
  return [escapeMarkdown(name), shown.join(' ')];
}

/** A narrow page breaks a pinned reference before its digest. */
function breakable(markdown: string): string {
  return markdown.replace('&#64;sha', '<wbr>&#64;sha');
}

function folded(title: string, content: readonly string[]): readonly string[] {
  return content.length === 0 ? [] : ['<details>', `<summary>${title}</summary>`, '', ...content, '', '</details>', ''];
}

function tagsOf({ tags }: Result): readonly string[] {
  return tags.map((reference) => reference.slice(reference.lastIndexOf(':') + 1));
}

function shortList(texts: readonly string[]): readonly string[] {
  return texts.length > maxTags ? [...texts.slice(0, maxTags), `and ${texts.length - maxTags} more`] : texts;
}

function warningList(warnings: readonly string[]): readonly string[] {
  if (warnings.length === 0) return [];
  const items = warnings.slice(0, maxWarnings).map((warning) => `- ${code(warning)}`);
  const more = warnings.length > maxWarnings ? [`- and ${warnings.length - maxWarnings} more`] : [];
  return ['**Warnings**', '', ...items, ...more, ''];
}

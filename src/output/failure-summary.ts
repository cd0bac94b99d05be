import { formatBytes, formatNumber } from './format.ts';
import { projectRepository, projectTag } from './project.ts';
import { code } from './markdown.ts';
import type { Failure } from './failure.ts';
import { jobSummary } from './summary.ts';

/** What a run had done before it failed. */
export interface CompletedWork {
  readonly blobs: number;
  /** Bytes. */
  readonly bytes: number;
  readonly tags: readonly string[];
}

export interface FailureSummary {
  /** Name of the command. */
  readonly command: string;
  /** The object of the command: foreign text; empty without one. */
  readonly object: string;
  readonly failure: Failure;
  /** Undefined for a command that does not write to a registry. */
  readonly completed: CompletedWork | undefined;
  readonly links: readonly string[];
  readonly warnings: readonly string[];
}

/** The job summary of a failed run: what failed, why, what to do, and what was done before. */
export function failureSummary({ command, object, failure, completed, links, warnings }: FailureSummary): string {
  const page = `https://github.com/${projectRepository}/blob/${projectTag}/docs/troubleshooting.md`;
  const anchor = failure.code === undefined ? '' : `#${failure.code.toLowerCase()}`;
  const operation = object === '' ? command : `${command} ${object}`;
  const { reason, remedy } = withRemedy(failure);
  return jobSummary({
    title: `Failed: ${command}`,
    links: [`[Troubleshooting](${page}${anchor})`, ...links],
    rows: [
      ['Operation', operation],
      ['Reason', reason, 'plain'],
      ['Remedy', remedy, 'plain'],
      ['Already done', completed === undefined ? '' : completedText(completed), 'plain'],
    ],
    warnings,
  });
}

/** Most messages end with the remedy. */
function withRemedy({ reason, remedy }: Failure): Pick<Failure, 'reason' | 'remedy'> {
  const at = reason.indexOf('; ');
  if (at < 0) return { reason, remedy };
  return { reason: reason.slice(0, at), remedy: reason.slice(at + 2) + (remedy === '' ? '' : `; ${remedy}`) };
}

/** A block in front of the summary of a run that was partly successful. */
export function problemNote(problem: string): string {
  return `**Failed:** ${code(problem)}\n\n`;
}

function completedText({ blobs, bytes, tags }: CompletedWork): string {
  if (blobs === 0 && tags.length === 0) return 'Nothing was uploaded, and no tag was written.';
  const uploaded = `${formatNumber(blobs, 'blob')} (${formatBytes(bytes)}) uploaded`;
  const written = tags.length === 0 ? 'no tag was written' : `tags written: ${tags.slice(0, 50).join(', ')}`;
  return `${uploaded}; ${written}. A repeated run does not upload this content again.`;
}

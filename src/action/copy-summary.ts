import * as core from '@actions/core';
import { code, escapeMarkdown, truncateMarkdown } from '../output/index.ts';
import { messageOf } from '../spec/index.ts';
import type { ActionContext } from './step.ts';

/** A row of the table: what it is, and foreign text. An empty text leaves the row out. */
export type SummaryRow = readonly [name: string, text: string];

const maxWarnings = 100;

/** Writes a short job summary. That it could not be written is a warning. */
export async function writeStepSummary(
  title: string,
  reference: string,
  rows: readonly SummaryRow[],
  { env, log }: ActionContext,
): Promise<void> {
  // Absent where nobody reads it: very old runners, and programs that imitate one.
  if (!env['GITHUB_STEP_SUMMARY']) return;
  const table = rows
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `| **${escapeMarkdown(name)}** | ${code(text)} |`);
  const warnings = log.warnings.slice(0, maxWarnings).map((warning) => `- ${code(warning)}`);
  const told = warnings.length === 0 ? [] : ['**Warnings**', '', ...warnings, ''];
  const markdown = truncateMarkdown(
    [`### ${title} ${code(reference)}`, '', '| | |', '|---|---|', ...table, '', ...told].join('\n'),
  );
  try {
    await core.summary.addRaw(markdown, true).write();
  } catch (error) {
    log.warning(`the job summary could not be written: ${messageOf(error)}`);
  }
}

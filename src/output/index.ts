export { ProgressBar } from './bar.ts';
export { artifactCommands, type CommandOptions } from './commands.ts';
export { explainFailure, type FailureContext } from './failure.ts';
export { formatBytes, formatCount, formatDuration, formatNumber, formatRatio, shortDigest } from './format.ts';
export { code, escapeMarkdown, fenced, maxSummaryBytes, shellWord, truncateMarkdown } from './markdown.ts';
export { reportEvent, type Reporter } from './report-event.ts';
export {
  outputJson,
  outputNames,
  outputTexts,
  outputValues,
  resultOutputs,
  tagNames,
  type OutputName,
  type OutputValues,
} from './outcome.ts';
export { artifactPicture } from './picture.ts';
export { minSecretLength, Printer, safeLine } from './printer.ts';
export { progressIntervalMs, progressLines, progressText } from './progress.ts';
export { jobSummary, markdownTable, resultSummary, type SummaryOptions, type SummaryRow } from './summary.ts';
export { outcomeLines } from './text.ts';

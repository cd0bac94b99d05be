export { artifactCommands, type CommandOptions } from './artifact-commands.ts';
export { explainFailure, type FailureContext } from './failure.ts';
export { formatBytes, formatCount, formatDuration, formatNumber, formatRatio, shortDigest } from './format.ts';
export { code, escapeMarkdown, fenced, maxSummaryBytes, shellWord, truncateMarkdown } from './markdown.ts';
export { minSecretLength, Printer, safeLine } from './printer.ts';
export { ProgressRows, progressIntervalMs, progressLines, progressText } from './progress.ts';
export { publishLines, tagNames } from './publish-lines.ts';
export { reportEvent, type Reporter } from './reporter.ts';
export { markdownTable, publishSummary, resultSummary, type SummaryOptions, type SummaryRow } from './summary.ts';

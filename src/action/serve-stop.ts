import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatBytes, formatCount, jobSummary, workflowLinks } from '../output/index.ts';
import { writeSummary } from './action.ts';
import { saveStorage } from './serve-cache.ts';
import { ServeDirectory, type Report } from './serve-directory.ts';
import { readServeState, type ServeState } from './serve-state.ts';
import type { ActionContext } from './step.ts';

/** Milliseconds for the registry to end: requests may take four seconds, then it counts its content. */
const stopTimeoutMs = 30_000;
/** A registry without a heartbeat for this long is dead, milliseconds. Its process id may belong to another process. */
const heartbeatTimeoutMs = 5000;
const pollIntervalMs = 100;
/** Maximum number of lines of the registry's log in the log of the job. */
const maxLogLines = 200;

/**
 * Stops the registry, reports its content, and saves its storage. Problems are warnings: they must not fail the job.
 */
export async function stopRegistry({ env, log, lifetime }: ActionContext): Promise<void> {
  const state = readServeState();
  const directory = state === undefined ? undefined : new ServeDirectory(state.directory);
  if (state === undefined || directory === undefined || !(await directory.exists())) {
    log.line('no registry is running');
    return;
  }
  const report = await stop(directory, lifetime.signal);
  await showLog(directory, log);
  if (report === undefined) {
    log.warning('the registry ended before the job, or did not respond; its content is unknown, and nothing is saved');
  } else {
    const rows = reportRows(report);
    log.line(`the registry at ${state.url} has ended; its content was`);
    for (const [name, value] of rows) log.line(`  ${name.toLowerCase().padEnd(12)} ${value}`);
    if (state.summary) {
      const [links, { warnings }] = [workflowLinks(env, ''), log];
      const shown = rows.map(([name, text]) => [name, text, 'plain'] as const);
      const table = [['Address', state.url], ...shown] as const;
      await writeSummary(jobSummary({ title: 'Served', object: state.url, links, rows: table, warnings }), env, log);
    }
    await save(report, state, env['GITHUB_WORKSPACE'], log);
  }
  await directory.remove();
}

async function stop(directory: ServeDirectory, signal: AbortSignal): Promise<Report | undefined> {
  await directory.requestStop();
  const until = performance.now() + stopTimeoutMs;
  while (performance.now() < until && !signal.aborted) {
    // The report is read after this check, because the registry may end between the two.
    const pid = await directory.runningProcess(heartbeatTimeoutMs);
    const report = await directory.readReport();
    if (report !== undefined) return report;
    if (pid === undefined) return undefined;
    await sleep(pollIntervalMs);
  }
  const pid = await directory.runningProcess(heartbeatTimeoutMs);
  if (pid !== undefined) kill(pid);
  return undefined;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has ended.
  }
}

async function showLog(directory: ServeDirectory, log: ActionContext['log']): Promise<void> {
  const last: string[] = [];
  let count = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(directory.log) })) {
      count++;
      last.push(line);
      if (last.length > maxLogLines) last.shift();
    }
  } catch {
    // The step was cancelled before there was a log.
    return;
  }
  if (count === 0) return;
  log.phase('Log of the registry');
  if (count > maxLogLines) log.line(`(the last ${maxLogLines} of ${count} lines)`);
  for (const line of last) log.line(line);
  log.close();
}

function reportRows({ repositories, tags, blobs, bytes }: Report): readonly (readonly [string, string])[] {
  return [
    ['Repositories', formatCount(repositories)],
    ['Tags', formatCount(tags)],
    ['Blobs', formatCount(blobs)],
    ['Bytes', `${formatCount(bytes)} (${formatBytes(bytes)})`],
  ];
}

async function save(
  report: Report,
  { storage, layout, cacheKey, restoredKey }: ServeState,
  workspace: string | undefined,
  log: ActionContext['log'],
): Promise<void> {
  if (storage === '' || cacheKey === '') return;
  if (report.blobs === 0) log.line('the registry is empty; nothing is saved');
  else await saveStorage({ storage, layout, cacheKey, workspace }, restoredKey, log);
}

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import * as core from '@actions/core';
import type { ActionContext } from './step.ts';
import { saveStorage } from './serve-cache.ts';
import { ServePlace, type Report } from './serve-place.ts';
import { reportLines, reportMarkdown } from './serve-report.ts';
import { readServeState, type ServeState } from './serve-state.ts';
import { messageOf } from '../spec/index.ts';

/** Milliseconds for the registry to end: it lets requests finish for up to four seconds, then counts what it holds. */
const stopTimeoutMs = 30_000;
/** A registry that gave no sign of life for so long, milliseconds, is dead, and its process id may be another's. */
const pulseMs = 5000;
const pauseMs = 100;
/** Of the registry's log, the last lines. */
const shownLines = 200;

/** Stops the registry, says what it held, and saves its storage. What goes wrong here is a warning: the job's own result stands. */
export async function stopRegistry({ env, log, lifetime }: ActionContext): Promise<void> {
  const state = readServeState();
  const place = state === undefined ? undefined : new ServePlace(state.directory);
  if (state === undefined || place === undefined || !(await place.exists())) {
    log.line('no registry is running');
    return;
  }
  const report = await stopped(place, lifetime.signal);
  await showLog(place, log);
  if (report === undefined) {
    log.warning(
      'the registry had ended before the job did, or did not answer any more; nothing is known of what it held, and nothing is saved',
    );
  } else {
    for (const line of reportLines(report, state.url)) log.line(line);
    if (state.summary && env['GITHUB_STEP_SUMMARY']) await writeSummary(report, state, log);
    await save(report, state, env['GITHUB_WORKSPACE'], log);
  }
  await place.remove();
}

async function stopped(place: ServePlace, signal: AbortSignal): Promise<Report | undefined> {
  await place.askToStop();
  const until = performance.now() + stopTimeoutMs;
  while (performance.now() < until && !signal.aborted) {
    // Read after the pulse, so that a registry that ends in between is not taken for a dead one.
    const alive = await place.pulse(pulseMs);
    const report = await place.readReport();
    if (report !== undefined) return report;
    if (alive === undefined) return undefined;
    await sleep(pauseMs);
  }
  const pid = await place.pulse(pulseMs);
  if (pid !== undefined) kill(pid);
  return undefined;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

async function showLog(place: ServePlace, log: ActionContext['log']): Promise<void> {
  const last: string[] = [];
  let count = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(place.log) })) {
      count++;
      last.push(line);
      if (last.length > shownLines) last.shift();
    }
  } catch {
    // The step was ended before there was one.
    return;
  }
  if (count === 0) return;
  log.phase('Log of the registry');
  if (count > shownLines) log.line(`(the last ${shownLines} of ${count} lines)`);
  for (const line of last) log.line(line);
  log.close();
}

async function writeSummary(report: Report, state: ServeState, log: ActionContext['log']): Promise<void> {
  try {
    await core.summary.addRaw(reportMarkdown(report, state.url, log.warnings), true).write();
  } catch (error) {
    log.warning(`the job summary could not be written: ${messageOf(error)}`);
  }
}

async function save(
  report: Report,
  { storage, layout, cacheKey, restoredKey }: ServeState,
  workspace: string | undefined,
  log: ActionContext['log'],
): Promise<void> {
  if (storage === '' || cacheKey === '') return;
  if (report.blobs === 0) log.line('the registry is empty, so that there is nothing to save');
  else await saveStorage({ storage, layout, cacheKey, workspace }, restoredKey, log);
}

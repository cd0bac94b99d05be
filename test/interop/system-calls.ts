import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { eventually } from '../eventually.ts';

/** A system call of a traced program. */
export interface SystemCall {
  readonly name: string;
  /** The arguments as strace prints them. */
  readonly args: string;
  /** The path of the file descriptor in the first argument, or the first path in quotes. */
  readonly path: string;
  /** The second path of `rename` and `link`. */
  readonly target: string;
  readonly succeeded: boolean;
  /** Lines of the trace. Other calls of the program may run between them. */
  readonly start: number;
  readonly end: number;
}

const traced =
  'openat,write,writev,pwrite64,pwritev,sendmsg,sendto,fsync,fdatasync,' +
  'rename,renameat,renameat2,link,linkat,unlink,exit_group';

export interface TraceOptions {
  /** The file for the trace. */
  readonly output: string;
  /** Makes one call fail with EIO, or kills the program in it: the first one, the second one, and so on. */
  readonly fail?: { readonly calls: string; readonly at: number; readonly kill?: boolean } | undefined;
}

/**
 * The arguments of strace that run a program with its threads. The program is the started process, so signals reach
 * it.
 */
export function traceArguments({ output, fail }: TraceOptions): readonly string[] {
  const injection =
    fail === undefined
      ? []
      : [`--inject=${fail.calls}:${fail.kill === true ? 'error=EIO:signal=KILL' : 'error=EIO'}:when=${fail.at}`];
  return ['-D', '-f', '-yy', '-s', '400', '-o', output, `--trace=${traced}`, ...injection];
}

/** strace counts the calls of each thread, so all file operations must run in one thread. */
export const oneFileThread: Readonly<Record<string, string>> = { UV_THREADPOOL_SIZE: '1' };

/** The calls of two programs that ran one after the other. */
export function inSequence(first: readonly SystemCall[], second: readonly SystemCall[]): readonly SystemCall[] {
  const offset = Math.max(...first.map(({ end }) => end)) + 1;
  return [...first, ...second.map((call) => ({ ...call, start: call.start + offset, end: call.end + offset }))];
}

/** Reads the trace of a program that has ended. */
export async function readTrace(output: string): Promise<readonly SystemCall[]> {
  const isComplete = async (): Promise<string | undefined> => {
    if (!existsSync(output)) return undefined;
    const text = await readFile(output, 'utf8');
    const [, first] = /^(\d+) /.exec(text) ?? [];
    return first !== undefined && new RegExp(`^${first} +\\+\\+\\+ `, 'm').test(text) ? text : undefined;
  };
  return parse(await eventually(isComplete, `the end of the trace ${output}`));
}

function parse(text: string): readonly SystemCall[] {
  const calls: SystemCall[] = [];
  const unfinished = new Map<string, { readonly text: string; readonly start: number }>();
  for (const [index, line] of text.split('\n').entries()) {
    const [, thread = '', event = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (event.endsWith('<unfinished ...>')) {
      unfinished.set(thread, { text: event.slice(0, -'<unfinished ...>'.length), start: index });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(event);
    const begun = resumed === null ? { text: '', start: index } : unfinished.get(thread);
    const call = /^(\w+)\((.*)\) += (-?\d+|\?)/.exec(`${begun?.text.trimEnd() ?? ''}${resumed?.[1] ?? event}`);
    if (call === null) continue;
    const [, name = '', args = '', result = ''] = call;
    const paths = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => path);
    const path = name === 'openat' ? undefined : /^\d+<(.*?)>(?:,|$)/.exec(args)?.[1];
    calls.push({
      name,
      args,
      path: path ?? paths[0] ?? '',
      target: paths[1] ?? '',
      // "?" is the result of a call that never returned.
      succeeded: name === 'exit_group' || /^\d/.test(result),
      start: begun?.start ?? index,
      end: index,
    });
  }
  return calls;
}

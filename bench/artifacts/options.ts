import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inputNames, type InputName } from './inputs.ts';

export type Scenario = 'package' | 'push' | 'pull' | 'blob';

const scenarios: readonly Scenario[] = ['package', 'push', 'pull', 'blob'];

export interface BenchOptions {
  readonly kind: 'compare' | 'plot' | 'memory';
  readonly scenarios: readonly Scenario[];
  readonly inputs: readonly InputName[];
  readonly rounds: number;
  readonly jsonMib: number;
  readonly randomMib: number;
  readonly blobMib: number;
  /** Number of generated source files. @default Go's source tree */
  readonly sourceFiles: number | undefined;
  /** Maximum size of an input for plots and memory, MiB. */
  readonly mostMib: number;
  readonly mostFiles: number;
  readonly directory: string;
  readonly cli: string;
  /** Page whose figures are updated. */
  readonly markdown: string | undefined;
  /** Directory for the plots. */
  readonly plots: string;
}

const root = join(import.meta.dirname, '..', '..');

/** The default options, and small sizes for a run of a few seconds. */
const usual = { rounds: '5', 'json-mib': '512', 'random-mib': '1024', 'blob-mib': '1024', 'source-files': undefined };
const quick = { rounds: '1', 'json-mib': '2', 'random-mib': '2', 'blob-mib': '2', 'source-files': '20' };
/** The maximum sizes for plots and for memory. */
const most = {
  plot: { mib: 4096, files: 200_000 },
  memory: { mib: 10_240, files: 200_000 },
  quick: { mib: 4, files: 20 },
};

export function readOptions(args: readonly string[]): BenchOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      plot: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      scenarios: { type: 'string', default: scenarios.join(',') },
      inputs: { type: 'string', default: inputNames.join(',') },
      rounds: text,
      'json-mib': text,
      'random-mib': text,
      'blob-mib': text,
      'source-files': text,
      'most-mib': text,
      'most-files': text,
      directory: { type: 'string', default: tmpdir() },
      cli: { type: 'string', default: join(root, 'dist', 'cli.js') },
      markdown: text,
      plots: { type: 'string', default: join(root, 'docs', 'plots') },
    },
  });
  const kind = values.memory ? 'memory' : values.plot ? 'plot' : 'compare';
  const defaults = values.quick ? quick : usual;
  const number = (name: keyof typeof usual): number => whole(name, values[name] ?? defaults[name] ?? '');
  const largest = values.quick ? most.quick : most[kind === 'memory' ? 'memory' : 'plot'];
  const sourceFiles = values['source-files'] ?? defaults['source-files'];
  return {
    kind,
    scenarios: known('scenarios', values.scenarios, scenarios),
    inputs: known('inputs', values.inputs, inputNames),
    rounds: kind === 'compare' || values.rounds !== undefined ? number('rounds') : 1,
    jsonMib: number('json-mib'),
    randomMib: number('random-mib'),
    blobMib: number('blob-mib'),
    sourceFiles: sourceFiles === undefined ? undefined : whole('source-files', sourceFiles),
    mostMib: values['most-mib'] === undefined ? largest.mib : whole('most-mib', values['most-mib']),
    mostFiles: values['most-files'] === undefined ? largest.files : whole('most-files', values['most-files']),
    directory: values.directory,
    cli: values.cli,
    markdown: values.markdown,
    plots: values.plots,
  };
}

function whole(name: string, value: string): number {
  if (!/^[1-9][0-9]*$/.test(value))
    throw new Error(`--${name} "${value}" is invalid: give a whole number of at least 1`);
  return Number(value);
}

function known<T extends string>(name: string, value: string, all: readonly T[]): readonly T[] {
  const asked = value.split(',');
  const unknown = asked.find((word) => !all.some((one) => one === word));
  if (unknown !== undefined)
    throw new Error(`--${name} "${unknown}" is invalid: give any of ${all.join(', ')}, separated by commas`);
  return all.filter((one) => asked.includes(one));
}

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packaging } from './directories.ts';
import { jsonInput, randomInput, sourceInput, type Input } from './inputs.ts';
import { medianOf } from './report.ts';
import type { Programs } from './programs.ts';
import { compete } from './rounds.ts';
import type { MeasureOptions } from './run.ts';
import { decades, drawPlot, type Axis, type Plot, type Series } from './svg.ts';

export interface GrowthOptions extends MeasureOptions {
  /** The maximum size and the maximum number of files. */
  readonly mostMib: number;
  readonly mostFiles: number;
  readonly rounds: number;
  readonly directory: string;
  /** Directory for the plots. */
  readonly plots: string;
}

/** Average size of a file, bytes, for inputs that vary in the number of files. */
const smallFileBytes = 1024;
const mib = 1024 * 1024;

/** The plots and their figures. */
export interface Drawing {
  readonly title: string;
  readonly file: string;
  readonly rows: readonly (readonly string[])[];
}

/** Measures how the packaging time grows with the size and with the number of files. */
export async function measureGrowth(programs: Programs, options: GrowthOptions): Promise<readonly Drawing[]> {
  const sizes = upTo(4, options.mostMib);
  const counts = upTo(10, options.mostFiles);
  const json = await grow('JSON lines', sizes, (at, size) => jsonInput(at, size * mib), programs, options);
  const random = await grow('random bytes', sizes, (at, size) => randomInput(at, size * mib), programs, options);
  const files = await grow(
    'small files',
    counts,
    (at, count) => sourceInput(at, count, smallFileBytes),
    programs,
    options,
  );
  await mkdir(options.plots, { recursive: true });
  const bySize = [...json, ...random];
  const size: Axis = {
    label: 'size of the one file',
    marks: sizes,
    text: (value) => (value < 1024 ? `${value} MiB` : `${value / 1024} GiB`),
  };
  // The last mark is always labelled and needs space for its label.
  const marks = counts.filter((value) => value === options.mostFiles || value * 4 <= options.mostFiles);
  const count: Axis = {
    label: `number of files, ${smallFileBytes} bytes each on average`,
    marks,
    text: (value) => value.toLocaleString('en'),
  };
  return [
    { ...(await draw('time-by-size.svg', 'Time to package one file', size, bySize)), rows: rows('MiB', bySize) },
    { ...(await draw('time-by-files.svg', 'Time to package a tree', count, files)), rows: rows('files', files) },
  ];

  async function draw(name: string, title: string, x: Axis, series: readonly Series[]): Promise<Omit<Drawing, 'rows'>> {
    const marks = decades(series.flatMap(({ points }) => points.map(([, y]) => y)));
    const plot: Plot = { title, x, y: { label: 'seconds, whole process', marks, text: String }, series };
    const file = join(options.plots, name);
    await writeFile(file, drawPlot(plot));
    return { title, file };
  }
}

/** The powers of `base` below `most`, and `most` itself. */
export function upTo(base: number, most: number): readonly number[] {
  const steps: number[] = [];
  for (let step = 1; step < most; step *= base) steps.push(step);
  return [...steps, most];
}

async function grow(
  name: string,
  steps: readonly number[],
  make: (at: string, step: number) => Promise<Input>,
  programs: Programs,
  options: GrowthOptions,
): Promise<readonly Series[]> {
  const lines = new Map<string, [number, number][]>();
  for (const step of steps) {
    const at = join(options.directory, 'growing');
    const work = packaging(await make(at, step), programs);
    // oras packs in the same way as the Go program.
    const contestants = work.contestants.slice(0, 2);
    for (const result of await compete({ ...work, contestants }, { ...options, rehearse: false })) {
      const line = `${result.name}, ${name}`;
      lines.set(line, [...(lines.get(line) ?? []), [step, medianOf(result, 'seconds')]]);
    }
    await rm(at, { recursive: true });
  }
  return [...lines].map(([line, points]) => ({ name: line, points }));
}

function rows(unit: string, series: readonly Series[]): readonly (readonly string[])[] {
  const steps = series[0]?.points.map(([x]) => x) ?? [];
  const times = steps.map((step, index) =>
    [step.toLocaleString('en')].concat(series.map(({ points }) => (points[index]?.[1] ?? Number.NaN).toFixed(2))),
  );
  return [[unit].concat(series.map(({ name }) => `${name}, s`)), ...times];
}

import { markdownTable } from '../artifacts/report.ts';
import { drawPlot, type Series } from '../artifacts/svg.ts';
import { spreadOf } from '../server/statistics.ts';

export interface Sample {
  readonly ms: number;
  readonly requests: number;
  readonly connections: number;
  /** Requests in the longest chain. */
  readonly steps: number;
}

/** The samples of one operation over one network. */
export interface Measurement {
  readonly server: string;
  readonly protocol: 'HTTP' | 'TLS';
  /** In each direction, milliseconds. */
  readonly delayMs: number;
  readonly operation: string;
  /** By program, in the order of the rounds. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

export function medianOf({ samples }: Measurement, program: string, of: (sample: Sample) => number): number {
  return spreadOf((samples.get(program) ?? []).map(of)).median;
}

/** Median of the differences between two programs in one round, which does not depend on other load in the long term. */
export function pairedDifference({ samples }: Measurement, program: string, reference: string): number {
  const others = samples.get(reference) ?? [];
  const differences = (samples.get(program) ?? []).map(({ ms }, round) => ms - (others[round]?.ms ?? Number.NaN));
  return spreadOf(differences).median;
}

/** Times by delay: one table for each server and protocol. */
export function timeTables(measurements: readonly Measurement[]): string {
  return groups(measurements, ({ server, protocol }) => `${server}, ${protocol === 'TLS' ? 'TLS' : 'without TLS'}`)
    .map(([title, group]) => {
      const delays = [...new Set(group.map(({ delayMs }) => delayMs))];
      const head = ['operation', ...delays.flatMap((delay) => [`ours, ${delay} ms`, 'oras', 'difference'])];
      const rows = groups(group, ({ operation }) => operation).map(([operation, byDelay]) => {
        const cells = byDelay.flatMap((each) => [
          medianOf(each, 'ours', ({ ms }) => ms).toFixed(0),
          medianOf(each, 'oras', ({ ms }) => ms).toFixed(0),
          pairedDifference(each, 'ours', 'oras').toFixed(0),
        ]);
        return [operation].concat(cells);
      });
      return `${title}:\n\n${markdownTable([head, ...rows])}`;
    })
    .join('\n\n');
}

/** Requests, steps and connections of each program, at the longest delay. */
export function requestTable(measurements: readonly Measurement[]): string {
  const counts = ['requests', 'steps', 'connections'] as const;
  const programs = ['ours', 'oras', 'crane'] as const;
  const head = ['operation', ...counts.flatMap((count) => programs.map((program) => `${count}, ${program}`))];
  const rows = groups(measurements, ({ operation }) => operation).map(([operation, group]) => {
    const longest = group.toSorted((a, b) => a.delayMs - b.delayMs).at(-1);
    const cells = counts.flatMap((count) =>
      programs.map((program) =>
        longest?.samples.has(program) === true ? medianOf(longest, program, (sample) => sample[count]).toFixed(0) : '',
      ),
    );
    return [operation].concat(cells);
  });
  return markdownTable([head, ...rows]);
}

/** Draws the times of some operations over the round-trip time. */
export function plotOf(measurements: readonly Measurement[]): string {
  const series: Series[] = ['push 10 files', 'copy', 'attach'].flatMap((operation) =>
    ['ours', 'oras'].map((program) => ({
      name: `${operation}, ${program}`,
      points: measurements
        .filter((each) => each.operation === operation)
        .map((each) => [2 * each.delayMs, medianOf(each, program, ({ ms }) => ms)] as const),
    })),
  );
  const points = series.flatMap((each) => each.points);
  const marks = [...new Set(points.map(([x]) => x))].toSorted((a, b) => a - b);
  const top = Math.ceil(Math.max(...points.map(([, y]) => y)) / 200) * 200;
  return drawPlot({
    title: 'Time of a whole process by round-trip time',
    x: { label: 'round-trip time', marks, text: (value) => `${value} ms`, isLinear: true },
    y: {
      label: 'time',
      marks: Array.from({ length: top / 200 + 1 }, (_, step) => step * 200),
      text: (value) => `${value} ms`,
      isLinear: true,
    },
    series,
  });
}

function groups<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [string, readonly T[]])[] {
  return Object.entries(Object.groupBy(items, keyOf)).map(([key, group = []]) => [key, group] as const);
}

import type { RecordedRequest } from './request-recorder.ts';

type Interval = Pick<RecordedRequest, 'startMs' | 'endMs'>;

/**
 * The number of requests in the longest chain in which each request began after the response to the one before. Over a
 * slow network, it is the number of round trips.
 */
export function longestChain(requests: readonly Interval[]): number {
  const sorted = requests.toSorted((a, b) => a.startMs - b.startMs);
  const depths: number[] = [];
  for (const [index, { startMs }] of sorted.entries()) {
    const before = sorted.slice(0, index).map(({ endMs }, other) => (endMs <= startMs ? (depths[other] ?? 0) : 0));
    depths.push(1 + Math.max(0, ...before));
  }
  return Math.max(0, ...depths);
}

/** One line for each request: a bar from its arrival to the end of its response. */
export function drawTimeline(requests: readonly RecordedRequest[], width = 60): string {
  if (requests.length === 0) return '';
  const first = Math.min(...requests.map(({ startMs }) => startMs));
  const last = Math.max(...requests.map(({ endMs }) => endMs));
  const column = (ms: number): number => Math.round(((ms - first) / (last - first || 1)) * (width - 1));
  return requests
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ method, target, startMs, endMs }) => {
      const [from, to] = [column(startMs), column(endMs)];
      const bar = `${' '.repeat(from)}${'#'.repeat(to - from + 1)}`.padEnd(width);
      return `${bar} ${(startMs - first).toFixed(0).padStart(5)} ms ${method} ${shortTarget(target)}`;
    })
    .join('\n');
}

function shortTarget(target: string): string {
  return target
    .replace(/^\/v2\/[^?]*?\/(?=blobs|manifests)/, '')
    .replaceAll(/(sha256(?::|-|%3A)[0-9a-f]{6})[0-9a-f]+/g, '$1')
    .replace(/(uploads\/)[^?]+.*$/, '$1ID');
}

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `511 B`, `1.5 KiB`, `12 GiB`: below 10 with one decimal, and rounded before the unit is selected. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes;
  let unit = '';
  for (const next of units) {
    if (Math.round(value) < 1024) break;
    value /= 1024;
    unit = next;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value).toString()} ${unit}`;
}

/** `320 ms`, `4.2 s`, `3 min 5 s`. */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `12,345`, in every locale. */
export function formatCount(count: number): string {
  return count.toString().replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 file`, `2 files`. */
export function formatNumber(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** Content to compressed size, as `3.1 : 1`. */
export function formatRatio(contentSize: number, layerSize: number): string {
  return layerSize === 0 ? '1.0 : 1' : `${(contentSize / layerSize).toFixed(1)} : 1`;
}

/** The algorithm and the first twelve hex digits of a digest, for logs. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(sha\d+:[0-9a-f]{12})[0-9a-f]*$/, '$1…');
}

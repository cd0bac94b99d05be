import { formatBytes, formatDuration } from '../output/index.ts';
import type { AccessLogEntry } from '../server/index.ts';

/** One request in one line: `127.0.0.1 me GET /v2/a/b/manifests/v1 200 528 B 1 ms`. Entries hold no secret. */
export function accessLine(entry: AccessLogEntry): string {
  const { method, path, status, bytes, durationMs, remoteAddress, user, errorCode, complete } = entry;
  const outcome = errorCode === undefined ? '' : ` ${errorCode}`;
  return `${remoteAddress ?? '-'} ${user ?? '-'} ${method} ${path} ${status}${outcome} ${formatBytes(bytes)} ${formatDuration(durationMs)}${complete ? '' : ' (cut)'}`;
}

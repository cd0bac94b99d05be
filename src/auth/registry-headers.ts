import type { HttpHeaders } from '../http/index.ts';
import { OciError, printable } from '../spec/index.ts';

// These describe the message or the connection, or are this library's own to say.
const reserved: ReadonlySet<string> = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);

/**
 * The configured fields that requests may carry, names in lower case.
 *
 * @throws OciError `CREDENTIALS` for a name or value that is no field; the value is not repeated
 */
export function registryHeaders(headers: HttpHeaders): HttpHeaders {
  const kept = Object.entries(headers).flatMap(([name, value]) => {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new OciError(
        'CREDENTIALS',
        `HttpHeaders has "${printable(name, 100)}", which is not the name of a header field`,
      );
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new OciError(
        'CREDENTIALS',
        `HttpHeaders has a value for "${printable(name, 100)}" that cannot stand in a header field`,
      );
    return reserved.has(name.toLowerCase()) ? [] : [[name.toLowerCase(), value] as const];
  });
  return Object.fromEntries(kept);
}

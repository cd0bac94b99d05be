import { OciError, printable } from '../spec/index.ts';

/** The target of a request. */
export interface Target {
  /** Decoded once, without escapes, backslashes, control characters and dot segments. */
  readonly path: string;
  /** Encoded, without the question mark. */
  readonly query: string;
}

// The characters of repository names, tags, digests, upload ids and the keywords of the API. All of them are
// unambiguous in a path.
const plain = /^[A-Za-z0-9/:._~@+=,!$&'();*-]*$/;

/**
 * Parses the target of a request without normalisation: `new URL` would resolve dot segments, and the authorised path
 * could then differ from the path that the client sent.
 *
 * @param host the request's `Host`
 * @throws OciError `NAME_INVALID` for escapes of `/`, `\`, NUL and other control characters, for dot segments and
 *   malformed escapes
 */
export function parseTarget(target: string, host: string): Target {
  const local = target.startsWith('/') ? target : withoutAuthority(target, host);
  const queryStart = local.indexOf('?');
  const raw = queryStart < 0 ? local : local.slice(0, queryStart);
  const path = plain.test(raw) ? raw : decode(raw);
  if (path.includes('/.') && path.split('/').some((segment) => segment === '.' || segment === '..'))
    throw invalidTarget(raw, 'it has a "." or ".." segment');
  return { path, query: queryStart < 0 ? '' : local.slice(queryStart + 1) };
}

// RFC 9112, section 3.2.2: a server must also accept `GET http://host/path`.
function withoutAuthority(target: string, host: string): string {
  const start = /^https?:\/\/([^/?#]*)(?=\/)/i.exec(target);
  if (start === null) throw invalidTarget(target, 'it does not start with "/"');
  if (start[1]?.toLowerCase() !== host.toLowerCase())
    throw invalidTarget(target, 'its host differs from the Host header');
  return target.slice(start[0].length);
}

function decode(raw: string): string {
  let text: string;
  try {
    text = decodeURIComponent(raw);
  } catch {
    throw invalidTarget(raw, 'it has a malformed escape');
  }
  // An escaped slash would change the segments of the path.
  if (/%2f/i.test(raw)) throw invalidTarget(raw, 'it has an escaped "/"');
  if (!plain.test(text)) throw invalidTarget(raw, 'it has a character that names, tags and digests may not have');
  return text;
}

function invalidTarget(raw: string, reason: string): OciError {
  return new OciError('NAME_INVALID', `the request target "${printable(raw, 300)}" is invalid: ${reason}`);
}

/** Returns a query parameter. @throws OciError `INPUT_INVALID` when it has several different values */
export function queryValue(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  const [first] = values;
  if (values.some((value) => value !== first)) {
    throw new OciError('INPUT_INVALID', `the query parameter "${name}" has several values; send only one`);
  }
  return first;
}

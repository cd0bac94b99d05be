import { OciError, printable } from '../spec/index.ts';

export interface Target {
  /** Decoded once; holds no escape, no backslash, no control character and no dot segment. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
}

// What appears in repository names, tags, digests, upload ids and the API's own words, and nothing that has a second meaning.
const plain = /^[A-Za-z0-9/:._~@+=,!$&'();*-]*$/;

/**
 * Reads a request target as it came over the wire. Nothing is normalised: `new URL` would fold dot segments, so that the path that is
 * authorised and the path that was sent could differ.
 *
 * @param host the request's `Host`
 * @throws OciError `NAME_INVALID` for escapes of `/`, `\`, NUL and other control characters, for dot segments and malformed escapes
 */
export function parseTarget(target: string, host: string): Target {
  const local = target.startsWith('/') ? target : withoutAuthority(target, host);
  const mark = local.indexOf('?');
  const raw = mark < 0 ? local : local.slice(0, mark);
  const path = plain.test(raw) ? raw : decoded(raw);
  if (path.includes('/.') && path.split('/').some((segment) => segment === '.' || segment === '..'))
    throw refused(raw, 'it has a "." or ".." segment');
  return { path, query: mark < 0 ? '' : local.slice(mark + 1) };
}

// RFC 9112, section 3.2.2: a server must take `GET http://host/path`, too.
function withoutAuthority(target: string, host: string): string {
  const start = /^https?:\/\/([^/?#]*)(?=\/)/i.exec(target);
  if (start === null) throw refused(target, 'it does not begin with "/"');
  if (start[1]?.toLowerCase() !== host.toLowerCase())
    throw refused(target, 'it names another host than the Host header');
  return target.slice(start[0].length);
}

function decoded(raw: string): string {
  let text: string;
  try {
    text = decodeURIComponent(raw);
  } catch {
    throw refused(raw, 'it has a malformed escape');
  }
  // An escaped slash would change how the path is cut into segments.
  if (/%2f/i.test(raw)) throw refused(raw, 'it has an escaped "/"');
  if (!plain.test(text)) throw refused(raw, 'it has a character that no name, tag or digest may have');
  return text;
}

function refused(raw: string, reason: string): OciError {
  return new OciError('NAME_INVALID', `the request target "${printable(raw, 300)}" is refused: ${reason}`);
}

/** One query parameter. @throws OciError `INPUT_INVALID` when it is given twice with different values */
export function queryValue(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  const [first] = values;
  if (values.some((value) => value !== first)) {
    throw new OciError('INPUT_INVALID', `the query has several values for "${name}"; give one`);
  }
  return first;
}

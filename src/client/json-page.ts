import type { HttpResponse, HttpResponseHeaders } from '../http/index.ts';
import { collect } from '../streams/index.ts';
import { isRecord, OciError } from '../spec/index.ts';
import { gunzipWithin, gzipLabel } from './content-encoding.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { webPageError } from './errors.ts';

/** Largest page of a listing, bytes. */
export const maxPageBytes: number = 4 * 1024 * 1024;

/** A JSON object of a listing. */
export interface JsonPage {
  readonly value: Readonly<Record<string, unknown>>;
  /** Bytes. */
  readonly size: number;
  readonly headers: HttpResponseHeaders;
}

/** @throws OciError `SIZE_LIMIT`, `PROTOCOL` for a web page and for what is no JSON object; the content is not repeated */
export async function readJson(endpoint: Endpoint, call: Call, response: HttpResponse): Promise<JsonPage> {
  const page = webPageError(call, response, endpoint.host);
  if (page !== undefined) throw page;
  const raw = await collect(response.body, maxPageBytes, `the answer of ${endpoint.host} to "${call.doing}"`);
  const bytes = gzipLabel(response) === undefined ? raw : ((await gunzipWithin(raw, maxPageBytes)) ?? raw);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser's message quotes the content, which may be anything.
    throw new OciError('PROTOCOL', `cannot ${call.doing}: what ${endpoint.host} sent is not JSON`);
  }
  if (!isRecord(value))
    throw new OciError('PROTOCOL', `cannot ${call.doing}: what ${endpoint.host} sent is not a JSON object`);
  return { value, size: bytes.byteLength, headers: response.headers };
}

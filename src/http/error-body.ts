import {
  decodeWireError,
  isRecord,
  jsonDepth,
  maxJsonDepth,
  mediaTypeOfContentType,
  printable,
  type WireError,
} from '../spec/index.ts';
import type { HttpResponse } from './transport.ts';

/** Maximum bytes of an error body that are read. */
export const maxErrorBytes: number = 64 * 1024;
/** Maximum characters of the server's text that a message quotes. */
const maxQuoted = 500;
/** Maximum number of errors of one body that a message quotes. */
const maxQuotedErrors = 5;

/** The body of an error response. */
export interface ErrorBody {
  readonly text: string;
  /** The errors of a body in the format of the distribution specification. */
  readonly errors: readonly WireError[];
  /** The server's own reason for a message: printable, limited in length and without the secrets of the request. */
  readonly reason: string;
}

/** Reads at most {@link maxErrorBytes} of the body of an error response. An incomplete body is not an error. */
export async function readErrorBody(response: HttpResponse, mask = response.maskSecrets): Promise<ErrorBody> {
  const text = await readText(response);
  const maskText = mask ?? ((unmasked: string): string => unmasked);
  const value = parseBody(text, maskText);
  const errors = wireErrors(value);
  const quoted = errors.length > 0 ? errors.slice(0, maxQuotedErrors).map(quoteError) : [];
  const reason = quoted.join('; ') || quoteText(value, maskText(text.trim()), response);
  return { text, errors, reason };
}

async function readText(response: HttpResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk.subarray(0, maxErrorBytes - size));
      size += chunk.byteLength;
      // The end of the loop closes the connection. The text so far may contain the code.
      if (size >= maxErrorBytes) break;
    }
  } catch {
    // The status is sufficient for an error.
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string, maskText: (text: string) => string): unknown {
  // A reviver calls itself for each level.
  if (jsonDepth(text) > maxJsonDepth) return undefined;
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? maskText(value) : value));
  } catch {
    return undefined;
  }
}

function wireErrors(value: unknown): readonly WireError[] {
  const list = isRecord(value) ? value['errors'] : undefined;
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).map(decodeWireError);
}

function quoteError(error: WireError): string {
  const detail = typeof error.detail === 'string' && !error.message.includes(error.detail) ? ` (${error.detail})` : '';
  const text = `${error.message}${detail}`.trim();
  return printable([error.code ?? '', text].filter((part) => part !== '').join(': '), maxQuoted);
}

/** Quotes a body in another format: of a token endpoint (RFC 6749, section 5.2; distribution), or any text. */
function quoteText(value: unknown, text: string, response: HttpResponse): string {
  if (isRecord(value)) {
    const fields = ['error', 'error_description', 'details'].map((name) => value[name]);
    const parts = fields.filter((part) => typeof part === 'string' && part !== '');
    if (parts.length > 0) return printable(parts.join(': '), maxQuoted);
  }
  if (text === '') return '';
  const type = mediaTypeOfContentType(response.headers.get('content-type'));
  if (type === 'text/html' || text.startsWith('<')) return 'with a web page';
  return `"${printable(text, maxQuoted)}"`;
}

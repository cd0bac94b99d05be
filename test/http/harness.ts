import {
  createTransport,
  type HttpEvent,
  type HttpRequestBody,
  type HttpResponse,
  type HttpTransport,
  type TransportOptions,
} from '../../src/http/index.ts';
import { OciError } from '../../src/spec/index.ts';

/** A transport that does not wait between attempts, and records its events and waits. */
export function quickTransport(
  options: TransportOptions = {},
): HttpTransport & { readonly events: HttpEvent[]; readonly waits: number[] } {
  const events: HttpEvent[] = [];
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  const transport = createTransport({ sleep, random: () => 0.5, onEvent: (event) => events.push(event), ...options });
  return { ...transport, events, waits };
}

export async function textOf(response: HttpResponse): Promise<string> {
  return Buffer.concat(await Array.fromAsync(response.body)).toString();
}

/** Returns the error with which the promise is rejected. */
export async function failureOf(work: Promise<unknown>): Promise<OciError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof OciError) return error;
    throw error;
  }
  throw new Error('the promise was not rejected');
}

export interface CountedBody {
  readonly body: HttpRequestBody;
  /** Number of times that the body was opened. */
  opened: number;
  /** Bytes that were read from the body in total. */
  bytesRead: number;
}

/** Creates a body of `size` bytes that counts how often it is opened and how many bytes are read. */
export function countedBody(size: number, chunkSize: number = 64 * 1024): CountedBody {
  const counted = {
    opened: 0,
    bytesRead: 0,
    body: {
      length: size,
      open: async function* open(): AsyncGenerator<Uint8Array, void, undefined> {
        counted.opened++;
        for (let at = 0; at < size; at += chunkSize) {
          const chunk = new Uint8Array(Math.min(chunkSize, size - at)).fill(counted.opened);
          counted.bytesRead += chunk.length;
          yield chunk;
        }
      },
    },
  };
  return counted;
}

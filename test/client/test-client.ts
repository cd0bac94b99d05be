import { HttpRegistry, type HttpRegistryOptions } from '../../src/client/index.ts';
import {
  createTransport,
  type HttpEvent,
  type HttpTransport,
  type Transport,
  type TransportOptions,
} from '../../src/http/index.ts';
import { digestOf, encodeJson, mediaTypeEmptyJson, mediaTypeImageManifest, type Digest } from '../../src/spec/index.ts';
import type { Body } from '../../src/streams/index.ts';
import { pieces, type Blob } from '../contract/content.ts';

export const name = 'acme/bundle';

/** A client of a scripted server. It does not wait between attempts. */
export class TestClient implements AsyncDisposable {
  readonly registry: HttpRegistry;
  /** Requested waits, milliseconds. */
  readonly waits: number[] = [];
  readonly warnings: string[] = [];
  readonly events: HttpEvent[] = [];
  readonly #transport: HttpTransport;

  constructor(base: URL, options: Partial<HttpRegistryOptions> = {}, transport: TransportOptions = {}) {
    const sleep = async (ms: number): Promise<void> => {
      this.waits.push(ms);
    };
    this.#transport = createTransport({ sleep, ...transport });
    this.registry = new HttpRegistry(base, {
      transport: this.#transport.send,
      sleep,
      random: () => 0,
      onWarning: (text) => this.warnings.push(text),
      onEvent: (event) => this.events.push(event),
      ...options,
    });
  }

  get send(): Transport {
    return this.#transport.send;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport.close();
  }
}

export interface TestManifest {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly digest: Digest;
}

/** Creates an image manifest with `marker` in an annotation. */
export function manifestWith(marker: string, more: Readonly<Record<string, unknown>> = {}): TestManifest {
  const empty = { mediaType: mediaTypeEmptyJson, digest: digestOf('{}'), size: 2 };
  const bytes = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    config: empty,
    layers: [empty],
    annotations: { marker },
    ...more,
  });
  return { bytes, text: new TextDecoder().decode(bytes), digest: digestOf(bytes) };
}

export const json = { 'content-type': 'application/json' } as const;

/** Creates an error body in the format of the specification. */
export function wireError(code: string, message = '', detail?: unknown): string {
  return JSON.stringify({ errors: [{ code, message, detail }] });
}

/** Creates a body that counts how often it is opened. */
export function countedBody(content: Blob): { readonly body: Body; opened: number } {
  const counted = {
    opened: 0,
    body: () => {
      counted.opened++;
      return pieces(content.bytes, 10_000);
    },
  };
  return counted;
}

/** Pushes a blob with a new client, and returns the client. */
export async function pushTo(base: URL, blob: Blob): Promise<TestClient> {
  const client = new TestClient(base);
  await client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body);
  return client;
}

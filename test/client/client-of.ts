import { HttpRegistry, type HttpRegistryOptions } from '../../src/client/index.ts';
import {
  createTransport,
  type HttpEvent,
  type HttpTransport,
  type Transport,
  type TransportOptions,
} from '../../src/http/index.ts';
import { digestOf, encodeJson, mediaTypeEmptyJson, mediaTypeImageManifest, type Digest } from '../../src/spec/index.ts';

export const name = 'acme/bundle';

/** A client of one scripted server that does not wait. */
export class TestClient implements AsyncDisposable {
  readonly registry: HttpRegistry;
  /** Requested waits, milliseconds. */
  readonly pauses: number[] = [];
  readonly warnings: string[] = [];
  readonly events: HttpEvent[] = [];
  readonly #transport: HttpTransport;

  constructor(base: URL, options: Partial<HttpRegistryOptions> = {}, transport: TransportOptions = {}) {
    const sleep = async (ms: number): Promise<void> => {
      this.pauses.push(ms);
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

/** An image manifest with `marker` in an annotation. */
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

/** An error body in the format of the specification. */
export function wireError(code: string, message = '', detail?: unknown): string {
  return JSON.stringify({ errors: [{ code, message, detail }] });
}

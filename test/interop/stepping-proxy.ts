import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Maximum time to wait for the other requests of a step, milliseconds. */
const maxHoldMs = 5000;

interface Step {
  readonly requests: string[];
  readonly isComplete: PromiseWithResolvers<void>;
}

/**
 * A proxy on loopback that records the requests to a registry. It can hold the responses to the requests of a step until
 * all requests of the step have arrived. So requests are recorded in one step only if the client sends them without
 * waiting for each other, whatever the speed of client and registry.
 */
export class SteppingProxy implements AsyncDisposable {
  readonly #server: Server;
  /** The numbers of requests of the next steps. */
  #expected: number[] = [];
  #steps: Step[] = [];
  #timeouts = 0;

  private constructor(host: string) {
    const { hostname, port } = new URL(`http://${host}`);
    this.#server = createServer((incoming, outgoing) => {
      const { method = '', url: path = '', headers } = incoming;
      const released = this.#record(shortened(method, path));
      const forwarded = httpRequest({ hostname, port, method, path, headers }, (response) => {
        void released.then(() => {
          outgoing.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(outgoing);
        });
      });
      forwarded.once('error', () => outgoing.destroy());
      incoming.pipe(forwarded);
    });
  }

  static async start(host: string): Promise<SteppingProxy> {
    const proxy = new SteppingProxy(host);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get host(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The requests of each step since {@link expect}, in byte order. */
  get steps(): readonly (readonly string[])[] {
    return this.#steps.map(({ requests }) => requests.toSorted());
  }

  get requests(): readonly string[] {
    return this.#steps.flatMap(({ requests }) => requests);
  }

  /** Number of requests since {@link expect} whose steps were not complete in time. */
  get timeouts(): number {
    return this.#timeouts;
  }

  /** Begins to record. @param steps numbers of requests; later requests are not held */
  expect(steps: readonly number[]): void {
    this.#expected = [...steps];
    this.#steps = [];
    this.#timeouts = 0;
  }

  #record(request: string): Promise<void> {
    let step = this.#steps.at(-1);
    const size = this.#expected[0] ?? 1;
    if (step === undefined || step.requests.length >= size) {
      if (step !== undefined) this.#expected.shift();
      step = { requests: [], isComplete: Promise.withResolvers<void>() };
      this.#steps.push(step);
    }
    step.requests.push(request);
    if (step.requests.length >= (this.#expected[0] ?? 1)) step.isComplete.resolve();
    const { promise } = step.isComplete;
    const tooLate = sleep(maxHoldMs, true, { ref: false });
    return Promise.race([promise, tooLate]).then((isTooLate) => {
      if (isTooLate === true) this.#timeouts++;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** `HEAD blobs/DIGEST`, `PUT manifests/v1`: without the repository, and without the values that differ between runs. */
function shortened(method: string, url: string): string {
  const path = url
    .replace(/^\/v2\/[a-z]+\/[a-z0-9]+\//, '')
    .replace(/sha256[:-][0-9a-f]{64}/g, 'DIGEST')
    .replace(/\?mount=.*$/, '?mount')
    .replace(/(uploads\/)[^?]+.*$/, '$1ID');
  return `${method} ${path}`;
}

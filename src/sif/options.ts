import type { ConnectOptions } from '../connect/index.ts';

/** How the registry is reached, and who is told of what happens. */
export interface SifOptions extends ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the image sent or received so far, and its size. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

import { resolve as absolutePath } from 'node:path';
import { openLocation, type ConnectOptions, type OpenLocation } from '../connect/index.ts';
import { newDirectory } from '../fs/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import { formatLocation, repositoryOf, type Location } from '../spec/index.ts';
import { onSide } from '../transfer/index.ts';

/** The connections of a copy. */
export interface CopyConnections extends CallOptions {
  /** Connection to the registry of the source. */
  readonly from?: ConnectOptions | undefined;
  /** Connection to the registry of the target. */
  readonly to?: ConnectOptions | undefined;
}

/**
 * Number of connections to a target that are opened at once. Config and layer of a small artifact are sent in parallel.
 */
const connectionsOfTarget = 2;

type NewDirectory = Awaited<ReturnType<typeof newDirectory>>;

/** The repositories of copies. Each is opened once. Disposing closes them, and removes new layouts without content. */
export class CopyRepositories implements AsyncDisposable {
  readonly #connections: CopyConnections;
  readonly #sources = new Map<string, OpenLocation>();
  readonly #targets = new Map<string, OpenLocation>();
  readonly #newLayouts = new Map<string, NewDirectory>();

  constructor(connections: CopyConnections) {
    this.#connections = connections;
  }

  /** @throws CopyError */
  async source(location: Location): Promise<Repository> {
    const { from, signal } = this.#connections;
    return open(this.#sources, location, () =>
      onSide('Open', 'source', () => openLocation(location, { ...from, readOnly: true, prepare: 1, signal })),
    );
  }

  /** @throws CopyError */
  async target(location: Location): Promise<Repository> {
    const { to, signal } = this.#connections;
    return open(this.#targets, location, async () => {
      if (location.kind === 'layout')
        this.#newLayouts.set(keyOf(location), await newDirectory(absolutePath(location.path)));
      const pushTo = location.kind === 'registry' ? location.repository : undefined;
      const options = { ...to, pushTo, manyWrites: true, prepare: connectionsOfTarget, signal };
      return onSide('Open', 'destination', () => openLocation(location, options));
    });
  }

  /** Keeps the layout of a target, because it has content. */
  keep(target: Location): void {
    this.#newLayouts.get(keyOf(target))?.keep();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = [...this.#targets.values(), ...this.#newLayouts.values(), ...this.#sources.values()];
    for (const each of opened) await each[Symbol.asyncDispose]();
  }
}

async function open(
  opened: Map<string, OpenLocation>,
  location: Location,
  connect: () => Promise<OpenLocation>,
): Promise<Repository> {
  const key = keyOf(location);
  let found = opened.get(key);
  if (found === undefined) {
    found = await connect();
    opened.set(key, found);
  }
  return found.repository;
}

function keyOf(location: Location): string {
  return formatLocation(repositoryOf(location));
}

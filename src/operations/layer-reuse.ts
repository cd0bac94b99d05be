import { anySignal } from '../concurrency/index.ts';
import { manifestLocation, openLocation } from '../connect/index.ts';
import {
  formatLocation,
  inputError,
  isNotFound,
  messageOf,
  plainLabel,
  referenceOf,
  repositoryOf,
  sameRepository,
  type Location,
} from '../spec/index.ts';
import { LayerReuse, readEarlierLayers, type EarlierArtifact } from '../transfer/index.ts';
import type { Destination } from './destination.ts';
import type { PublishSettings } from './publish-options.ts';
import { connectionTo } from './source-repositories.ts';

/** The reuse of layers in one publish. Disposing ends the requests for earlier artifacts. */
export interface Reuse extends AsyncDisposable {
  readonly layers: LayerReuse;
}

interface ReuseTarget {
  readonly location: Location;
  readonly tags: readonly string[];
  readonly destination: Pick<Destination, 'connection'>;
}

/** @throws OciError `INPUT_INVALID` for references without an effect */
export function checkReuse({ reuseFrom = [], layers = 'single', label = plainLabel }: PublishSettings): void {
  const [first] = reuseFrom;
  if (first === undefined || layers !== 'single') return;
  throw inputError(
    label('reuse-from'),
    formatLocation(first),
    `has an effect only with several layers; set ${label('layers')} to entries or auto`,
  );
}

/**
 * Begins to read the artifacts whose layers may be reused. A problem with them is never an error, because all layers
 * can be sent.
 *
 * @returns undefined when no layer can be reused
 */
export function beginReuse(target: ReuseTarget, isOnly: boolean, options: PublishSettings): Reuse | undefined {
  const { layers = 'single', push = true } = options;
  const { connection } = target.destination;
  const isPushed = connection !== undefined && push;
  if (layers === 'single' || !(isPushed || (target.location.kind === 'layout' && isOnly))) return undefined;
  const references = options.reuseFrom ?? mainTagOf(target);
  if (references.length === 0) return undefined;
  const stop = new AbortController();
  const signal = anySignal(stop.signal, options.signal);
  const earlier = Promise.all(references.map((reference) => readEarlier(reference, target, options, signal)));
  return {
    layers: new LayerReuse(
      earlier.then((artifacts) => artifacts.filter((each) => each !== undefined)),
      isPushed ? connection.repository : undefined,
      { signal: options.signal },
    ),
    [Symbol.asyncDispose]: async () => {
      stop.abort(new Error('the layers of the earlier artifact are no longer needed'));
      await earlier;
    },
  };
}

/** The default references. */
function mainTagOf({ location, tags: [main] }: ReuseTarget): readonly Location[] {
  const tag = main ?? location.tag;
  return tag === undefined ? [] : [{ ...repositoryOf(location), tag }];
}

/** Never rejects. */
async function readEarlier(
  reference: Location,
  { location: home, destination: { connection } }: ReuseTarget,
  options: PublishSettings,
  signal: AbortSignal,
): Promise<EarlierArtifact | undefined> {
  const { platform, reuseFrom, onEvent } = options;
  const isHome = sameRepository(reference, home);
  try {
    await using opened =
      isHome && connection !== undefined
        ? undefined
        : await openLocation(reference, {
            ...connectionTo(reference, home, options.connection ?? {}),
            readOnly: true,
            signal,
          });
    const repository = opened?.repository ?? connection?.repository;
    if (repository === undefined) return undefined;
    const source = await manifestLocation(repository, reference, { signal });
    const layers = await readEarlierLayers(repository, referenceOf(source), { platform, signal });
    const isSameRegistry =
      home.kind === 'registry' && reference.kind === 'registry' && home.registry === reference.registry;
    return { layers, mountFrom: isSameRegistry && !isHome ? reference.repository : undefined };
  } catch (error) {
    if (signal.aborted) return undefined;
    const name = formatLocation(reference);
    const text = isNotFound(error)
      ? `no layer is reused from ${name}: it does not exist`
      : `no layer is reused from ${name}: ${messageOf(error)}`;
    // Without the option, the user does not expect the artifact to exist.
    onEvent?.({ kind: reuseFrom === undefined ? 'line' : 'notice', text });
    return undefined;
  }
}

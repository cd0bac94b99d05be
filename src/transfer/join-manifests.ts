import {
  annotationShard,
  annotationShardLayers,
  annotationShardPlan,
  isRecord,
  memberText,
  OciError,
  withItems,
  withMember,
  withoutMember,
} from '../spec/index.ts';

/** The manifest of a shard. */
export interface ShardManifest {
  /** Its reference, for messages. */
  readonly name: string;
  /** JSON. */
  readonly text: string;
}

interface ParsedShard {
  readonly name: string;
  readonly number: number;
  readonly count: number;
  readonly plan: string;
  /** The layers in the artifact, as JSON. */
  readonly layers: ReadonlyMap<number, string>;
  /** Number of layers of the artifact. */
  readonly total: number;
  /** The manifest without its layers and without the annotations of the shard. */
  readonly rest: string;
}

/**
 * Joins the manifests of all shards to the manifest that one machine would write, byte for byte.
 *
 * @throws OciError `INPUT_INVALID` for a manifest that is not a shard, and for a shard that is missing, is given twice
 *   or belongs to another artifact
 */
export function joinManifests(manifests: readonly ShardManifest[]): string {
  const shards = manifests.map(parseShard);
  const [first] = shards;
  if (first === undefined) throw refused('no shard is given');
  const byNumber = new Map<number, ParsedShard>();
  const layers = new Map<number, { readonly text: string; readonly shard: ParsedShard }>();
  for (const shard of shards) {
    checkSamePlan(shard, first);
    const same = byNumber.get(shard.number);
    if (same !== undefined)
      throw refused(`${labelOf(shard)} is given twice: ${same.name} and ${shard.name}; give each shard once`);
    byNumber.set(shard.number, shard);
    for (const [index, text] of shard.layers) {
      const other = layers.get(index);
      if (other !== undefined)
        throw refused(`${labelOf(other.shard)} and ${labelOf(shard)} both have layer ${index}; publish them again`);
      layers.set(index, { text, shard });
    }
  }
  checkComplete(first, byNumber);
  const ordered = Array.from({ length: first.total }, (_, index) => {
    const layer = layers.get(index);
    if (layer === undefined) throw refused(`no shard has layer ${index} of ${first.total}; publish all shards again`);
    return layer.text;
  });
  return withMember(first.rest, 'layers', `[${ordered.join(',')}]`);
}

function checkSamePlan(shard: ParsedShard, first: ParsedShard): void {
  if (shard.count !== first.count)
    throw refused(
      `${shard.name} is shard ${shard.number} of ${shard.count}, but ${first.name} is shard ${first.number} of ` +
        `${first.count}; give the shards of one run`,
    );
  if (shard.plan === first.plan && shard.total === first.total && shard.rest === first.rest) return;
  throw refused(
    `${labelOf(shard)} (${shard.name}) belongs to another artifact than ${labelOf(first)} (${first.name}): its source ` +
      'or its options differ; publish all shards from the same source with the same options',
  );
}

function checkComplete({ count }: ParsedShard, byNumber: ReadonlyMap<number, ParsedShard>): void {
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((number) => !byNumber.has(number));
  if (missing.length === 0) return;
  const [names, verb] = [
    missing
      .slice(0, 10)
      .map((number) => `${number}/${count}`)
      .join(', '),
    'missing',
  ];
  throw refused(
    `${missing.length === 1 ? `shard ${names} is` : `the shards ${names} are`} ${verb}; give the references of all ` +
      `${count} shards`,
  );
}

function labelOf({ number, count }: ParsedShard): string {
  return `shard ${number}/${count}`;
}

function refused(problem: string): OciError {
  return new OciError('INPUT_INVALID', `cannot join: ${problem}`);
}

/** At most 500 layers: the limit of the option `layers`. */
const maxLayers = 500;

function parseShard({ name, text }: ShardManifest): ParsedShard {
  const annotationsText = memberText(text, 'annotations') ?? '{}';
  const annotations: unknown = JSON.parse(annotationsText);
  const value = (key: string): string => {
    const found = isRecord(annotations) && Object.hasOwn(annotations, key) ? annotations[key] : undefined;
    return typeof found === 'string' ? found : '';
  };
  const [, number = 0, count = 0] = (/^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(value(annotationShard)) ?? []).map(Number);
  const [, listed, total = 0] = /^((?:\d{1,3}(?:,\d{1,3})*)?)\/(\d{1,3})$/.exec(value(annotationShardLayers)) ?? [];
  const items: string[] = [];
  withItems(memberText(text, 'layers') ?? '[]', (item) => {
    items.push(item);
    return item;
  });
  const indexes = listed === undefined || listed === '' ? [] : listed.split(',').map(Number);
  const isValid =
    number >= 1 &&
    number <= count &&
    Number(total) >= 1 &&
    Number(total) <= maxLayers &&
    indexes.every((index) => index < Number(total)) &&
    // Without layers, a manifest has the empty one.
    (indexes.length === items.length || (indexes.length === 0 && items.length <= 1));
  if (!isValid) throw refused(`${name} is not a shard; publish it with the option shard`);
  let rest = withMember(text, 'layers', '[]');
  const others = [annotationShard, annotationShardLayers, annotationShardPlan].reduce(withoutMember, annotationsText);
  rest = others === '{}' ? withoutMember(rest, 'annotations') : withMember(rest, 'annotations', others);
  return {
    name,
    number,
    count,
    plan: value(annotationShardPlan),
    layers: new Map(indexes.map((index, at) => [index, items[at] ?? ''])),
    total: Number(total),
    rest,
  };
}

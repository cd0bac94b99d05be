import { describe, expect, it } from 'vitest';
import { annotationShard, annotationShardLayers, annotationShardPlan } from '../../src/spec/index.ts';
import { joinManifests, type ShardManifest } from '../../src/transfer/join-manifests.ts';

/** A shard of two with some of three layers. */
function shard(
  number: number,
  layers: readonly number[],
  change: Readonly<Record<string, string>> = {},
): ShardManifest {
  const annotations = {
    [annotationShard]: `${number}/2`,
    [annotationShardLayers]: `${layers.join(',')}/3`,
    [annotationShardPlan]: 'plan',
    ...change,
  };
  const items = layers.map((index) => ({ digest: `layer ${index}` }));
  return { name: `r@${number}`, text: JSON.stringify({ layers: items, annotations }) };
}

describe('joinManifests', () => {
  it('puts the layers in their order, and removes the annotations of the shards', () => {
    const joined = joinManifests([shard(2, [0, 2]), shard(1, [1])]);
    const layers = [0, 1, 2].map((index) => ({ digest: `layer ${index}` }));
    expect(JSON.parse(joined)).toEqual({ layers });
    expect(JSON.parse(joinManifests([shard(2, [0, 1, 2], { own: 'x' }), shard(1, [], { own: 'x' })]))).toMatchObject({
      annotations: { own: 'x' },
    });
  });

  it.each<[string, readonly ShardManifest[], RegExp]>([
    [
      'a layer of two shards',
      [shard(1, [0, 1]), shard(2, [1, 2])],
      /shard 1\/2 and shard 2\/2 both have layer 1; publish/,
    ],
    ['a missing layer', [shard(1, [0]), shard(2, [2])], /no shard has layer 1 of 3; publish all shards again/],
    ['a missing shard', [shard(1, [0, 1, 2])], /shard 2\/2 is missing/],
    ['another plan', [shard(1, [0]), shard(2, [1, 2], { [annotationShardPlan]: 'other' })], /another artifact/],
    ['another number of layers', [shard(1, [0]), shard(2, [1, 2], { [annotationShardLayers]: '1,2/4' })], /another/],
    ['a number above the count', [shard(3, [0])], /r@3 is not a shard/],
    ['a layer outside', [shard(1, [3])], /r@1 is not a shard/],
    ['more layers than it names', [shard(1, [0, 1], { [annotationShardLayers]: '0/3' })], /r@1 is not a shard/],
    ['no number', [shard(1, [0], { [annotationShard]: 'x' })], /r@1 is not a shard/],
  ])('refuses %s', (_, shards, message) => {
    expect(() => joinManifests(shards)).toThrow(message);
    expect(() => joinManifests(shards)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});

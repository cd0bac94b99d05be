import { describe, expect, it } from 'vitest';
import type { Descriptor } from '../../src/spec/index.ts';
import { selectLayers } from '../../src/transfer/select-layers.ts';
import { fileLayer } from './pull-artifact.ts';

const titled = (...names: readonly string[]): readonly Descriptor[] =>
  names.map((name) => fileLayer(name, name).descriptor);
const select = (layers: readonly Descriptor[], ...selectors: readonly string[]): readonly Descriptor[] =>
  selectLayers(layers, selectors, new Map());

describe('selectLayers', () => {
  const [a, b, c] = titled('./a.txt', 'dir//b.json', 'c') as [Descriptor, Descriptor, Descriptor];
  const untitled: Descriptor = { ...c, annotations: undefined, mediaType: 'text/x' };

  it('selects titles, paths and media types, in the order of the manifest', () => {
    expect(select([a, b, untitled])).toEqual([a, b, untitled]);
    expect(select([a, b, untitled], 'dir/b.json', './a.txt')).toEqual([a, b]);
    expect(select([a, b, untitled], 'a.txt')).toEqual([a]);
    expect(select([a, b, untitled], 'text/x', 'text/x')).toEqual([untitled]);
  });

  it.each([
    [[], 'it has no layers'],
    [[a, untitled], `it has "./a.txt" (${a.mediaType}), text/x`],
    [titled(...Array.from({ length: 20 }, (_, index) => `f${index}`)), `"f19" (${a.mediaType})`],
    [titled(...Array.from({ length: 23 }, (_, index) => `f${index}`)), `"f19" (${a.mediaType}) and 3 more`],
  ])('names the layers if one does not exist: case %#', (layers, text) => {
    let error: unknown;
    try {
      select(layers, 'none');
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/^no layer of the artifact has the title or media type "none"; it has /),
    });
    expect((error as Error).message.endsWith(text)).toBe(true);
  });
});

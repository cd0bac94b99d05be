import { OciError, printable, type Descriptor } from '../spec/index.ts';
import { titleOf, type FileLayout } from './pull-plan.ts';

/** Maximum number of layers that the error lists. */
const maxListed = 20;

/**
 * Selects layers by their titles or media types, in the order of the manifest.
 *
 * @param selectors empty for all layers
 * @param layouts names for layers without a title
 * @throws OciError `INPUT_INVALID` for a selector that matches no layer
 */
export function selectLayers(
  layers: readonly Descriptor[],
  selectors: readonly string[],
  layouts: ReadonlyMap<Descriptor, FileLayout>,
): readonly Descriptor[] {
  if (selectors.length === 0) return layers;
  const names = layers.map((layer) => namesOf(layer, layouts));
  for (const selector of selectors) {
    if (names.some((each) => each.has(selector))) continue;
    throw new OciError(
      'INPUT_INVALID',
      `no layer of the artifact has the title or media type "${printable(selector, 200)}"; it has ` +
        layerList(layers, layouts),
      { detail: { option: 'layers' } },
    );
  }
  return layers.filter((_, index) => selectors.some((selector) => names[index]?.has(selector)));
}

/** The texts that select a layer: its title, the path in the title, and its media type. */
function namesOf(layer: Descriptor, layouts: ReadonlyMap<Descriptor, FileLayout>): ReadonlySet<string> {
  const title = titleOf(layer, layouts);
  const path = title
    ?.split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
  return new Set([layer.mediaType, title, path].flatMap((name) => name ?? []));
}

function layerList(layers: readonly Descriptor[], layouts: ReadonlyMap<Descriptor, FileLayout>): string {
  if (layers.length === 0) return 'no layers';
  const listed = layers.slice(0, maxListed).map((layer) => {
    const title = titleOf(layer, layouts);
    const type = printable(layer.mediaType, 200);
    return title === undefined ? type : `"${printable(title, 200)}" (${type})`;
  });
  const more = layers.length > maxListed ? ` and ${layers.length - maxListed} more` : '';
  return listed.join(', ') + more;
}

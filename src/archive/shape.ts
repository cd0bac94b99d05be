import { Digester, type Digest } from '../spec/index.ts';
import { tarHeader } from './tar/header.ts';
import { walk } from './walk/walk.ts';
import type { WalkOptions } from './walk/options.ts';

/**
 * What the archive of a directory looks like without its contents: a digest of its headers, that is, of names, kinds, modes, sizes and link
 * targets. Takes one look at each file and reads none, so that a directory of another shape is told apart at once.
 *
 * @throws OciError as {@link walk}
 */
export async function shapeOf(options: WalkOptions): Promise<Digest> {
  const digester = new Digester();
  for await (const entry of walk(options)) digester.update(tarHeader(entry));
  return digester.digest();
}

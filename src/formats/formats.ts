import type { Descriptor } from '../spec/index.ts';
import type { ArtifactPlan, ContentManifest, FileLayout } from '../transfer/index.ts';
import { directory } from './directory.ts';
import type { Format, LayOutContext, PlanOptions } from './format.ts';
import { helm } from './helm.ts';
import { sif } from './sif.ts';

/** All formats. The first format that detects a source plans its artifact; `directory` is the default. */
export const formats: readonly Format[] = [sif, helm, directory];

/** Plans the artifact of a source with the format that detects it. @throws OciError as `Format.plan` */
export async function planSource(path: string, options: PlanOptions = {}): Promise<ArtifactPlan> {
  for (const format of formats) {
    if (format.plan !== undefined && (await format.detect?.(path)) === true) return format.plan(path, options);
  }
  return directory.plan(path, options);
}

/** Names the files of layers with all formats. */
export async function layOut(
  manifest: ContentManifest,
  context: LayOutContext,
): Promise<ReadonlyMap<Descriptor, FileLayout>> {
  const files = new Map<Descriptor, FileLayout>();
  for (const format of formats) {
    for (const [layer, file] of (await format.layOut?.(manifest, context)) ?? []) files.set(layer, file);
  }
  return files;
}

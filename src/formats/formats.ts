import { compareBytes, inputError, OciError, plainLabel, type Descriptor } from '../spec/index.ts';
import type { ArtifactPlan, ContentManifest, FileLayout, IndexPlan } from '../transfer/index.ts';
import { planWithAnnotationNotices } from './annotation-use.ts';
import { directory } from './directory.ts';
import { files } from './files.ts';
import type { Format, LayOutContext, PlanningFormat, PlanOptions, Source } from './format.ts';
import { helm } from './helm.ts';
import { isSplit } from './manifest-parts.ts';
import { sif } from './sif.ts';
import { wasm } from './wasm.ts';

/**
 * The formats that recognize a source, or the layers of other tools. The first format that detects a source plans its
 * artifact. A directory that no other format detects is `directory`; a file is `files`.
 */
export const formats: readonly Format[] = [sif, helm, wasm, files, directory];

/** The formats that are only used by name. Each is loaded on use. */
const presets: Readonly<Record<string, () => Promise<Format>>> = {
  artifacthub: async () => (await import('./artifacthub.ts')).artifactHub,
  compose: async () => (await import('./compose.ts')).compose,
  conftest: async () => (await import('./conftest.ts')).conftest,
  crossplane: async () => (await import('./crossplane.ts')).crossplane,
  'devcontainer-feature': async () => (await import('./devcontainer-feature.ts')).devcontainerFeature,
  'docker-model': async () => (await import('./docker-model.ts')).dockerModel,
  falco: async () => (await import('./falco.ts')).falco,
  flux: async () => (await import('./flux.ts')).flux,
  homebrew: async () => (await import('./homebrew.ts')).homebrew,
  image: async () => (await import('./image.ts')).image,
  imgpkg: async () => (await import('./imgpkg.ts')).imgpkg,
  kitops: async () => (await import('./kitops.ts')).kitOps,
  modelpack: async () => (await import('./modelpack.ts')).modelPack,
  opa: async () => (await import('./opa.ts')).opa,
  tekton: async () => (await import('./tekton.ts')).tekton,
  timoni: async () => (await import('./timoni.ts')).timoni,
  'opentofu-module': async () => (await import('./opentofu-module.ts')).openTofuModule,
  'opentofu-provider': async () => (await import('./opentofu-provider.ts')).openTofuProvider,
  'trivy-db': async () => (await import('./trivy-db.ts')).trivyDb,
};

/** The names of the formats that can be selected. */
export const formatNames: readonly string[] = [
  ...formats.filter((format) => format.plan !== undefined).map(({ name }) => name),
  ...Object.keys(presets),
].sort(compareBytes);

/**
 * Selects the format of a source.
 *
 * @param name from {@link formatNames}. @default the format that detects the source
 */
export async function selectFormat(source: Source, name?: string): Promise<PlanningFormat> {
  const preset = name === undefined ? undefined : await presets[name]?.();
  for (const format of preset === undefined ? formats : [preset]) {
    if (isPlanning(format) && (name === undefined ? await detects(format, source) : format.name === name))
      return {
        ...format,
        plan: async (given, options) => {
          checkSplit(format, options);
          return planWithAnnotationNotices(format, given, options);
        },
      };
  }
  throw new OciError('INPUT_INVALID', `there is no format "${name ?? ''}"; use one of ${formatNames.join(', ')}`);
}

/** @throws OciError `INPUT_INVALID` for a format that determines its layers itself */
function checkSplit(format: PlanningFormat, options: PlanOptions): void {
  const { layers, label = plainLabel } = options;
  if (!isSplit(options) || format.splits === true) return;
  throw inputError(
    label('layers'),
    layers,
    `does not apply to the format "${format.name}", which determines the layers itself; set it to single, or omit it`,
  );
}

async function detects(format: Format, { path, files: listed }: Source): Promise<boolean> {
  if (listed !== undefined) return format === files;
  return (await format.detect?.(path ?? '.')) === true;
}

function isPlanning(format: Format): format is PlanningFormat {
  return format.plan !== undefined;
}

/** Plans the artifact of a source with the format that detects it. @throws OciError as `Format.plan` */
export async function planSource(path: string, options: PlanOptions = {}): Promise<ArtifactPlan | IndexPlan> {
  const source = { path };
  return (await selectFormat(source)).plan(source, options);
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

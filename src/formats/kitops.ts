import { readdir, stat } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { patternMatcher, type PatternMatcher } from '../archive/index.ts';
import { byteStringOf, errnoOf, fileSystemError, unsafePathReason } from '../fs/index.ts';
import { encodeJson, isRecord, OciError, printable } from '../spec/index.ts';
import type { ArtifactPlan, DirectoryLayer, LayerDigests } from '../transfer/index.ts';
import { packedLayer } from './directory.ts';
import type { ArtifactNames, Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { readIgnoreFile, readSourceFile, rejectOptions, requireDirectory } from './preset.ts';
import { parseYamlObject } from './yaml-file.ts';

const name = 'kitops';
const kitfileNames: readonly string[] = ['Kitfile', 'kitfile', '.kitfile'];
/** The types of layers, in the order of a ModelKit. */
const kinds = ['model', 'modelpart', 'code', 'dataset', 'docs'] as const;

type Json = Readonly<Record<string, unknown>>;

/** An entry of the Kitfile that is packed. */
interface KitEntry {
  readonly kind: (typeof kinds)[number];
  readonly path: string;
}

/** A ModelKit of KitOps, as `kit pack` writes it: one archive for each entry of the Kitfile. */
export const kitOps: Format = {
  name,
  async names(source: Source): Promise<ArtifactNames> {
    const { kitfile } = await readKitfile(await requireDirectory(name, source));
    const version = isRecord(kitfile['package']) ? kitfile['package']['version'] : undefined;
    return { version: typeof version === 'string' ? version : undefined };
  },
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const directory = await requireDirectory(name, source);
    rejectOptions(name, options, [
      'config',
      'artifactType',
      'layerMediaType',
      'mediaTypes',
      'imageSpec',
      'compression',
      'platform',
      'labels',
      'subDir',
    ]);
    const { file, kitfile } = await readKitfile(directory);
    const entries = entriesOf(kitfile, file);
    if (entries.length === 0)
      throw invalid(file, 'lists no model, code, datasets or docs; add at least one entry with a path');
    const rules = [await readIgnoreFile(join(directory, '.kitignore')), ...kitfileNames.map((each) => `/${each}`)];
    const isIgnored = patternMatcher(rules);
    const layers: DirectoryLayer[] = [];
    for (const entry of entries) {
      // As in kit, content with a layer of its own is not packed again.
      const inner = new Set(
        entries.filter(({ path }) => isBelow(path, entry.path)).map(({ path }) => byteStringOf(path)),
      );
      const layer = await layerOf(directory, entry, file, options);
      const ignore: PatternMatcher = (each, isDirectory) => inner.has(each) || isIgnored(each, isDirectory);
      layers.push({ ...layer, pack: { ...layer.pack, ignore } });
    }
    return {
      artifactType: 'application/vnd.kitops.modelkit.manifest.v1+json',
      config: {
        kind: 'computed',
        mediaType: 'application/vnd.kitops.modelkit.config.v1+json',
        encode: (built) => encodeJson(withDigests(kitfile, built)),
      },
      layers,
      annotations: manifestAnnotations(options),
    };
  },
};

async function readKitfile(directory: string): Promise<{ readonly file: string; readonly kitfile: Json }> {
  let present: readonly string[];
  try {
    present = await readdir(directory);
  } catch (error) {
    throw fileSystemError(error, `read ${directory}`);
  }
  const file = kitfileNames.find((each) => present.includes(each)) ?? 'Kitfile';
  const kitfile = await parseYamlObject(await readSourceFile(name, directory, file), file);
  const { manifestVersion } = kitfile;
  if (typeof manifestVersion === 'string' && manifestVersion !== '') return { file, kitfile };
  throw invalid(file, 'has no manifestVersion; add it, for example manifestVersion: 1.0.0');
}

/** The entries of the Kitfile, in the order of their layers. @throws OciError `INPUT_INVALID` */
function entriesOf(kitfile: Json, file: string): readonly KitEntry[] {
  for (const key of ['prompts', 'mcpServers'])
    if (kitfile[key] !== undefined) throw invalid(file, `has ${key}, which are not supported; use kit pack`);
  const pathsOf = (kind: KitEntry['kind'], key: string, value: unknown): readonly KitEntry[] => {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw invalid(file, `has ${key} that are not a list; correct them`);
    return value.map((item: unknown) => {
      const path = isRecord(item) ? item['path'] : undefined;
      if (typeof path === 'string' && path !== '') return { kind, path: checkedPath(path, file) };
      throw invalid(file, `has an entry of ${key} without a path; add it`);
    });
  };
  const { model } = kitfile;
  if (model !== undefined && model !== null && !isRecord(model))
    throw invalid(file, 'has a model that is not an object; add model.path');
  return [
    ...(isRecord(model) ? pathsOf('model', 'model', [model]) : []),
    ...(isRecord(model) ? pathsOf('modelpart', 'model.parts', model['parts']) : []),
    ...pathsOf('code', 'code', kitfile['code']),
    ...pathsOf('dataset', 'datasets', kitfile['datasets']),
    ...pathsOf('docs', 'docs', kitfile['docs']),
  ];
}

function isBelow(path: string, directory: string): boolean {
  return path !== directory && (directory === '.' || path.startsWith(`${directory}/`));
}

/** @throws OciError `INPUT_INVALID` for a path that leaves the directory of the Kitfile */
function checkedPath(path: string, file: string): string {
  const relative = normalize(path)
    .replaceAll(sep, '/')
    .replace(/(?<=.)\/$/, '');
  const reason = relative === '.' ? undefined : unsafePathReason(relative);
  if (reason === undefined) return relative;
  throw invalid(file, `has the path "${printable(path, 300)}": ${reason}; use a path below its directory`);
}

async function layerOf(
  directory: string,
  { kind, path }: KitEntry,
  file: string,
  options: PlanOptions,
): Promise<DirectoryLayer> {
  const isTree = await isDirectoryOf(directory, path, file);
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined;
  const subDir = path === '.' ? undefined : isTree ? path : parent;
  const type = `application/vnd.kitops.modelkit.${kind}.v1.tar`;
  // KitOps packs and unpacks only files and directories.
  const symlinks = options.symlinks === 'error' ? 'error' : 'follow';
  const layer = packedLayer(directory, type, { ...options, subDir, compression: 'none', symlinks });
  const own = withLayerAnnotations(undefined, path, options) ?? {};
  const annotations = Object.keys(own).length === 0 ? undefined : own;
  if (isTree) return { ...layer, annotations };
  // Only the file and the directories that contain it.
  const only = byteStringOf(path);
  return {
    ...layer,
    annotations,
    pack: {
      ...layer.pack,
      mapEntry: (entry) =>
        entry.name === only || (entry.kind === 'directory' && only.startsWith(`${entry.name}/`)) ? entry : undefined,
    },
  };
}

async function isDirectoryOf(directory: string, path: string, file: string): Promise<boolean> {
  try {
    return (await stat(join(directory, path))).isDirectory();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR') throw fileSystemError(error, `read ${path}`);
    throw invalid(file, `has the path "${printable(path, 300)}", which does not exist; correct it or add the file`);
  }
}

/** The Kitfile with the digests of each packed entry. The layers have the order of `entriesOf`. */
function withDigests(kitfile: Json, layers: readonly LayerDigests[]): Json {
  const rest = layers.values();
  const complete = (value: unknown): unknown => ({ ...(value as Json), ...rest.next().value });
  const all = (value: unknown): unknown => (Array.isArray(value) ? value.map(complete) : undefined);
  const { model, code, datasets, docs } = kitfile;
  const packed = isRecord(model) ? (complete(model) as Json) : undefined;
  return {
    ...kitfile,
    model: packed === undefined ? undefined : { ...packed, parts: all(packed['parts']) },
    code: all(code),
    datasets: all(datasets),
    docs: all(docs),
  };
}

function invalid(file: string, problem: string): OciError {
  return new OciError('INPUT_INVALID', `the ${printable(file, 100)} ${problem}`);
}

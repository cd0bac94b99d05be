import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError } from '../fs/index.ts';
import {
  annotationCreated,
  annotationTitle,
  compareBytes,
  encodeJson,
  isRecord,
  mediaTypeImageConfig,
  mediaTypeImageLayerGzip,
  OciError,
  parseJson,
  printable,
  type Annotations,
  type Platform,
} from '../spec/index.ts';
import { hashFile, type IndexEntryPlan, type IndexPlan } from '../transfer/index.ts';
import type { ArtifactNames, Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { isGzipFile, rejectOptions, requireDirectory } from './preset.ts';

const name = 'homebrew';
const prefix = 'org.opencontainers.image';
const architectures: Readonly<Record<string, string>> = { arm64: 'arm64', x86_64: 'amd64' };
const systems: Readonly<Record<string, string>> = { Macintosh: 'darwin', Linux: 'linux' };

type Json = Readonly<Record<string, unknown>>;

interface Bottles {
  readonly fullName: string;
  readonly formula: Json;
  readonly bottle: Json;
  /** Bottles by their tag, such as `arm64_sequoia`. */
  readonly tags: ReadonlyMap<string, Json>;
}

/** The bottles of a formula, as `brew pr-upload` writes them: an index with a bottle for each system. */
export const homebrew: Format = {
  name,
  async names(source: Source): Promise<ArtifactNames> {
    const { formula, bottle } = await readBottles(await requireDirectory(name, source));
    const repository = text(formula, 'name', 'formula').replaceAll('@', '/').replaceAll('+', 'x').toLowerCase();
    return { repository, tags: [versionOf(formula, bottle)] };
  },
  async plan(source: Source, options: PlanOptions): Promise<IndexPlan> {
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
    const bottles = await readBottles(directory);
    const annotations = indexAnnotations(bottles, options);
    const manifests: IndexEntryPlan[] = [];
    for (const [tag, entry] of bottles.tags)
      manifests.push(await manifestOf(directory, bottles, tag, entry, annotations, options));
    return { omitMediaType: true, manifests, annotations };
  },
};

/** Reads the files `*.bottle.json` of `brew bottle --json`. @throws OciError `INPUT_INVALID`, `FILE_SYSTEM` */
async function readBottles(directory: string): Promise<Bottles> {
  let files: readonly string[];
  try {
    files = (await readdir(directory)).filter((file) => file.endsWith('.bottle.json')).sort(compareBytes);
  } catch (error) {
    throw fileSystemError(error, `read ${directory}`);
  }
  const parts = await Promise.all(files.map((file) => readBottleFile(join(directory, file))));
  const [first] = parts;
  if (first === undefined)
    throw invalid(`"${printable(directory, 300)}" has no file *.bottle.json; write it with brew bottle --json`);
  for (const [index, { fullName, formula }] of parts.entries())
    if (fullName !== first.fullName || formula['pkg_version'] !== first.formula['pkg_version'])
      throw invalid(
        `"${files[0]}" and "${files[index]}" are bottles of different formulas or versions; give one of them`,
      );
  return { ...first, tags: new Map(parts.flatMap(({ tags }) => Array.from(tags))) };
}

async function readBottleFile(file: string): Promise<Bottles> {
  let value: unknown;
  try {
    value = parseJson(await readFile(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw fileSystemError(error, `read ${file}`);
    throw invalid(`"${printable(file, 300)}" is not JSON; write it with brew bottle --json`);
  }
  const [[fullName, entry] = []] = isRecord(value) ? Object.entries(value) : [];
  const { formula, bottle } = isRecord(entry) ? entry : {};
  const tags = isRecord(bottle) ? bottle['tags'] : undefined;
  if (fullName === undefined || !isRecord(formula) || !isRecord(bottle) || !isRecord(tags))
    throw invalid(`"${printable(file, 300)}" has no formula with bottle.tags; write it with brew bottle --json`);
  return { fullName, formula, bottle, tags: new Map(Object.entries(tags).map(([tag, each]) => [tag, recordOf(each)])) };
}

function indexAnnotations({ fullName, formula, bottle }: Bottles, options: PlanOptions): Annotations {
  const { [annotationCreated]: created, ...own } = manifestAnnotations(options);
  const computed = withoutEmpty({
    'com.github.package.type': 'homebrew_bottle',
    [`${prefix}.description`]: formula['desc'],
    [`${prefix}.licenses`]: formula['license'],
    [`${prefix}.ref.name`]: versionOf(formula, bottle),
    [`${prefix}.revision`]: formula['tap_git_revision'],
    [`${prefix}.source`]: formula['tap_git_remote'],
    [annotationTitle]: fullName,
    [`${prefix}.url`]: formula['homepage'],
    [`${prefix}.vendor`]: options.repository?.split('/')[0],
    [`${prefix}.version`]: formula['pkg_version'],
  });
  return { ...computed, ...own, [annotationCreated]: options.timestamp ?? dateOf(bottle) ?? created ?? '' };
}

async function manifestOf(
  directory: string,
  { fullName, formula, bottle }: Bottles,
  tag: string,
  entry: Json,
  common: Annotations,
  options: PlanOptions,
): Promise<IndexEntryPlan> {
  const file = text(entry, 'local_filename', tag);
  const path = join(directory, file);
  if (file !== file.replaceAll(/[/\\]/g, '') || !(await isGzipFile(path)))
    throw invalid(`the bottle "${printable(file, 300)}" of ${tag} is not a .tar.gz archive in the directory; add it`);
  const { digest, size } = await hashFile(path, { signal: options.signal });
  const sha256 = text(entry, 'sha256', tag);
  if (digest !== `sha256:${sha256}`)
    throw invalid(`the bottle "${printable(file, 300)}" has not the checksum in its JSON file; build the bottle again`);
  const tab = recordOf(entry['tab']);
  const rebuild = Number(bottle['rebuild'] ?? 0);
  const reference = `${text(formula, 'pkg_version', 'formula')}.${tag}${rebuild > 0 ? `.${rebuild}` : ''}`;
  const builtOn = recordOf(tab['built_on']);
  const platform = tag === 'all' ? undefined : platformOf(tag, tab, builtOn);
  const isLinux = platform?.os === 'linux';
  const own = withoutEmpty({
    [`${prefix}.ref.name`]: reference,
    'sh.brew.bottle.cpu.variant': isLinux ? builtOn['oldest_cpu_family'] : undefined,
    'sh.brew.bottle.digest': sha256,
    'sh.brew.bottle.glibc.version': isLinux ? builtOn['glibc_version'] : undefined,
    'sh.brew.bottle.size': String(size),
    'sh.brew.bottle.installed_size': entry['installed_size'],
    'sh.brew.license': formula['license'],
    'sh.brew.tab': JSON.stringify(tab),
    'sh.brew.path_exec_files': Array.isArray(entry['path_exec_files']) ? entry['path_exec_files'].join(',') : undefined,
  });
  return {
    platform,
    annotations: own,
    plan: {
      omitMediaType: true,
      config: {
        kind: 'computed',
        mediaType: mediaTypeImageConfig,
        encode: (layers) =>
          encodeJson({ ...platform, rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) } }),
      },
      layers: [
        {
          kind: 'file',
          path,
          mediaType: mediaTypeImageLayerGzip,
          annotations: withLayerAnnotations({ [annotationTitle]: file }, file, options),
        },
      ],
      annotations: { ...common, ...own, [annotationTitle]: `${fullName} ${reference}` },
    },
  };
}

function platformOf(tag: string, tab: Json, builtOn: Json): Platform {
  const architecture = architectures[String(tab['arch'])] ?? (tag.startsWith('arm64') ? 'arm64' : 'amd64');
  const os = systems[String(builtOn['os'])] ?? (tag.endsWith('linux') ? 'linux' : 'darwin');
  const version = builtOn['os_version'];
  return { architecture, os, 'os.version': typeof version === 'string' ? version.replace(/ LTS$/, '') : undefined };
}

function versionOf(formula: Json, bottle: Json): string {
  const rebuild = Number(bottle['rebuild'] ?? 0);
  return `${text(formula, 'pkg_version', 'formula')}${rebuild > 0 ? `-${rebuild}` : ''}`;
}

function dateOf({ date }: Json): string | undefined {
  return typeof date === 'string' && date !== '' ? date : undefined;
}

function text(object: Json, key: string, where: string): string {
  const value = object[key];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`the bottle JSON has no ${key} in ${printable(where, 100)}; write it with brew bottle --json`);
}

function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function withoutEmpty(values: Json): Annotations {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function invalid(message: string): OciError {
  return new OciError('INPUT_INVALID', message);
}

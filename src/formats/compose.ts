import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileSystemError } from '../fs/index.ts';
import { emptyJsonBytes, isRecord, OciError, plainLabel, printable, type Annotations } from '../spec/index.ts';
import type { ArtifactPlan, ConfigPlan, LayerPlan } from '../transfer/index.ts';
import { localReferences } from './compose/references.ts';
import { expandFilePatterns } from './file-patterns.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { isDirectory, rejectOptions } from './preset.ts';
import { parseYaml } from './yaml-file.ts';

/** The version of Docker Compose whose form of the artifact this is. */
const composeVersion = '5.5.0';
const projectType = 'application/vnd.docker.compose.project';
const legacyConfigType = 'application/vnd.docker.compose.config.empty.v1+json';
const fileType = 'application/vnd.docker.compose.file+yaml';
const envFileType = 'application/vnd.docker.compose.envfile';

/** The files that Docker Compose looks for, in this order, and their overrides. */
const stems = ['compose', 'docker-compose'];
const defaultNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const overrideNames = stems.flatMap((stem) => [`${stem}.override.yml`, `${stem}.override.yaml`]);

interface ProjectFile {
  /** As the user wrote it. */
  readonly path: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Names of the files that `include` and `extends` refer to. Empty for an env file. */
  readonly references: readonly string[];
}

/** The Compose files and env files of an application, for `docker compose -f oci://…`. */
export const compose: Format = {
  name: 'compose',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    rejectOptions('compose', options, [
      'config',
      'artifactType',
      'layerMediaType',
      'mediaTypes',
      'compression',
      'platform',
      'labels',
      'subDir',
    ]);
    const files: ProjectFile[] = [];
    const { base, paths } = await pathsOf(source, options);
    for (const path of paths) files.push(await readProjectFile(base, path));
    checkNames(files);
    const composeFiles = files.filter(({ name }) => !isEnvFile(name));
    if (composeFiles.length === 0)
      throw new OciError('INPUT_INVALID', `the format "compose" needs a Compose file; add one to ${label(options)}`);
    const referred = referredNames(composeFiles, options);
    const { imageSpec = '1.1' } = options;
    return {
      artifactType: imageSpec === '1.1' ? projectType : undefined,
      imageSpec,
      config: imageSpec === '1.1' ? embeddedEmptyConfig : legacyConfig,
      layers: [
        ...composeFiles.filter(({ name }) => !referred.has(name)).map((file) => composeLayer(file, {}, options)),
        // Docker Compose writes these to files of their own names, and joins the others.
        ...composeFiles
          .filter(({ name }) => referred.has(name))
          .map((file) => composeLayer(file, { 'com.docker.compose.extends': 'true' }, options)),
        ...files.filter(({ name }) => isEnvFile(name)).map((file) => envLayer(file, options)),
      ],
      annotations: manifestAnnotations(options),
    };
  },
};

const embeddedEmptyConfig: ConfigPlan = { kind: 'empty' };
const legacyConfig: ConfigPlan = { kind: 'bytes', bytes: emptyJsonBytes, mediaType: legacyConfigType };

function label(options: PlanOptions): string {
  return (options.label ?? plainLabel)('files');
}

async function pathsOf(
  { path = '.', files }: Source,
  options: PlanOptions,
): Promise<{ readonly base: string; readonly paths: readonly string[] }> {
  if (files !== undefined) {
    const found = await expandFilePatterns(files, label(options), { cwd: path, signal: options.signal });
    return { base: path, paths: found.map((file) => file.path) };
  }
  if (!(await isDirectory(path))) return { base: '.', paths: [path] };
  const names = new Set(await readdir(path));
  const main = defaultNames.find((name) => names.has(name));
  if (main === undefined)
    throw new OciError(
      'INPUT_INVALID',
      `the format "compose" needs the file ${defaultNames[0]}, which is not in "${printable(path, 300)}"; ` +
        `give the Compose file itself, or use ${label(options)}`,
    );
  const override = overrideNames.find((name) => names.has(name));
  return { base: path, paths: override === undefined ? [main] : [main, override] };
}

function isEnvFile(name: string): boolean {
  return /(?:^|\.)env$|^\.env\./.test(name);
}

async function readProjectFile(base: string, path: string): Promise<ProjectFile> {
  const absolute = resolve(base, path);
  const name = basename(absolute);
  const isEnv = isEnvFile(name);
  if (!isEnv && !/\.ya?ml$/.test(name))
    throw new OciError(
      'INPUT_INVALID',
      `"${printable(path, 300)}" is not a file of the format "compose": use names such as compose.yaml and app.env`,
    );
  let bytes: Uint8Array;
  try {
    bytes = await readFile(absolute);
  } catch (error) {
    throw fileSystemError(error, `read ${join(base, path)}`);
  }
  return { path, name, bytes, references: isEnv ? [] : await readReferences(bytes, path) };
}

/** Checks a Compose file and lists the files that it needs. */
async function readReferences(bytes: Uint8Array, path: string): Promise<readonly string[]> {
  const documents = await parseYaml(bytes, path);
  const records = documents.filter(isRecord);
  if (records.some(({ services, include }) => isRecord(services) || Array.isArray(include)))
    return records.flatMap(localReferences);
  throw new OciError(
    'INPUT_INVALID',
    `"${printable(path, 300)}" is not a Compose file: it has neither services nor include; add services`,
  );
}

/** Docker Compose writes all files into one directory. @throws OciError `INPUT_INVALID` */
function checkNames(files: readonly ProjectFile[]): void {
  const pathByName = new Map<string, string>();
  for (const { name, path } of files) {
    const other = pathByName.get(name);
    if (other !== undefined)
      throw new OciError(
        'INPUT_INVALID',
        `"${printable(path, 300)}" has the same name as "${printable(other, 300)}", and Docker Compose writes all ` +
          'files into one directory; rename one of them',
      );
    pathByName.set(name, path);
  }
}

/** Names of the Compose files that others include or extend. @throws OciError `INPUT_INVALID` */
function referredNames(files: readonly ProjectFile[], options: PlanOptions): ReadonlySet<string> {
  const names = new Set(files.map(({ name }) => name));
  const referred = new Set<string>();
  for (const { path, name, references } of files) {
    for (const reference of references) {
      const target = reference.replace(/^(?:\.\/)+/, '');
      if (!names.has(target))
        throw new OciError(
          'INPUT_INVALID',
          `"${printable(path, 300)}" refers to the file "${printable(reference, 300)}", which is not in the ` +
            `artifact; put it next to the Compose file and add it to ${label(options)}, or refer to a remote file`,
        );
      if (target !== name) referred.add(target);
    }
  }
  if (referred.size < files.length) return referred;
  throw new OciError('INPUT_INVALID', 'the Compose files include each other; remove include or extends from one');
}

function composeLayer({ path, name, bytes }: ProjectFile, own: Annotations, options: PlanOptions): LayerPlan {
  return embeddedLayer(path, bytes, fileType, { ...own, 'com.docker.compose.file': name }, options);
}

/** The name of the file, because the Compose file refers to it. */
function envLayer({ path, name, bytes }: ProjectFile, options: PlanOptions): LayerPlan {
  return embeddedLayer(path, bytes, envFileType, { 'com.docker.compose.envfile': name }, options);
}

function embeddedLayer(
  path: string,
  bytes: Uint8Array,
  mediaType: string,
  own: Annotations,
  options: PlanOptions,
): LayerPlan {
  const annotations = { ...own, 'com.docker.compose.version': composeVersion };
  return {
    kind: 'bytes',
    bytes,
    mediaType,
    embed: true,
    annotations: withLayerAnnotations(annotations, path, options),
  };
}

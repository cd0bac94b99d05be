import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError } from '../fs/index.ts';
import {
  annotationTitle,
  compareBytes,
  inputError,
  mediaTypeZip,
  OciError,
  plainLabel,
  printable,
  tagOfVersion,
  type Platform,
} from '../spec/index.ts';
import type { IndexEntryPlan, IndexPlan } from '../transfer/index.ts';
import type { ArtifactNames, Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { rejectOptions, requireDirectory } from './preset.ts';

const name = 'opentofu-provider';
const packagePrefix = 'terraform-provider-';
/** The names of the packages of a release: provider, version, operating system and architecture. */
const packageName =
  /^terraform-provider-([\da-z-]+)_(\d+\.\d+\.\d+(?:[-+][\dA-Za-z.+-]+)?)_([\da-z]+)_([\da-z]+)\.zip$/;

interface ProviderPackage {
  readonly file: string;
  readonly provider: string;
  readonly version: string;
  readonly platform: Platform;
}

/** The packages of a release of an OpenTofu provider, for an `oci_mirror`: an index with a zip for each platform. */
export const openTofuProvider: Format = {
  name,
  async names(source: Source): Promise<ArtifactNames> {
    const { version } = await releaseOf(await requireDirectory(name, source));
    return { version, tags: [tagOfVersion(version)] };
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
    const { version, packages } = await releaseOf(directory);
    if (options.version !== undefined && options.version !== version)
      throw inputError(
        (options.label ?? plainLabel)('version'),
        options.version,
        `is not the version of the packages, which is ${version}; omit it`,
      );
    for (const { file } of packages) await requireZip(join(directory, file));
    return {
      artifactType: 'application/vnd.opentofu.provider',
      manifests: packages.map((each) => manifestOf(each, directory, options)),
      annotations: manifestAnnotations(options),
    };
  },
};

function manifestOf({ file, platform }: ProviderPackage, directory: string, options: PlanOptions): IndexEntryPlan {
  return {
    platform,
    plan: {
      artifactType: 'application/vnd.opentofu.provider-target',
      config: { kind: 'empty' },
      layers: [
        {
          kind: 'file',
          path: join(directory, file),
          mediaType: mediaTypeZip,
          annotations: withLayerAnnotations({ [annotationTitle]: file }, file, options),
        },
      ],
      annotations: manifestAnnotations(options),
    },
  };
}

/** The packages in a directory, sorted by name. Other files, such as checksums, are ignored. */
async function releaseOf(
  directory: string,
): Promise<{ readonly version: string; readonly packages: readonly ProviderPackage[] }> {
  let files: readonly string[];
  try {
    files = await readdir(directory);
  } catch (error) {
    throw fileSystemError(error, `read ${directory}`);
  }
  const packages = files
    .filter((file) => file.startsWith(packagePrefix) && file.endsWith('.zip'))
    .sort(compareBytes)
    .map(readPackageName);
  const [first] = packages;
  if (first === undefined)
    throw invalid(
      `"${printable(directory, 300)}" has no package of an OpenTofu provider; add files named ` +
        `${packagePrefix}NAME_VERSION_OS_ARCH.zip`,
    );
  const fileByPlatform = new Map<string, string>();
  for (const { file, provider, version, platform } of packages) {
    if (provider !== first.provider || version !== first.version)
      throw invalid(
        `"${first.file}" and "${file}" are packages of different releases; give a directory with one version of ` +
          'one provider',
      );
    const key = `${platform.os}/${platform.architecture}`;
    const other = fileByPlatform.get(key);
    if (other !== undefined) throw invalid(`"${other}" and "${file}" are both for ${key}; remove one of them`);
    fileByPlatform.set(key, file);
  }
  return { version: first.version, packages };
}

function readPackageName(file: string): ProviderPackage {
  const [, provider, version, os, architecture] = packageName.exec(file) ?? [];
  if (provider !== undefined && version !== undefined && os !== undefined && architecture !== undefined)
    return { file, provider, version, platform: { os, architecture } };
  throw invalid(
    `"${printable(file, 300)}" is not named as a package of an OpenTofu provider; rename it to ` +
      `${packagePrefix}NAME_VERSION_OS_ARCH.zip`,
  );
}

async function requireZip(path: string): Promise<void> {
  let begin: string;
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    begin = buffer.toString('latin1', 0, bytesRead);
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
  if (begin !== 'PK\u0003\u0004') throw invalid(`"${printable(path, 300)}" is not a zip; build the package again`);
}

function invalid(message: string): OciError {
  return new OciError('INPUT_INVALID', message);
}

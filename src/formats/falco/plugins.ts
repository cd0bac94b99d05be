import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError } from '../../fs/index.ts';
import { compareBytes, OciError, platformFromText, platformText, printable, type Platform } from '../../spec/index.ts';
import { isDirectory } from '../preset.ts';

/** A plugin of Falco for one platform. */
export interface PluginFile {
  readonly path: string;
  /** The path relative to the source. */
  readonly name: string;
  readonly platform: Platform;
}

const platformName =
  '(linux|darwin|macos|windows)[-_](amd64|x86[-_]64|arm64|aarch64|386|i386|arm|armhf|armel|ppc64le|s390x|riscv64)';
const directoryPattern = new RegExp(`^${platformName}$`);
const filePattern = new RegExp(`[-_.]${platformName}\\.(?:so|dylib|dll|tar\\.gz|tgz)$`);

/** Whether a path is a shared library by its name. */
export function isLibraryName(path: string): boolean {
  return /\.(?:so|dylib|dll)$/.test(path);
}

/** Whether a path is an archive by its name. */
export function isArchiveName(path: string): boolean {
  return /\.(?:tar\.gz|tgz)$/.test(path);
}

/** The platform at the end of a file name, such as `acme-1.2.3-linux-x86_64.tar.gz`. */
export function platformOfFile(name: string): Platform | undefined {
  return readPlatform(filePattern, name);
}

/** Falco selects by the operating system and the architecture. Its index has no other field of a platform. */
export function plainPlatform({ architecture, os }: Platform): Platform {
  return { architecture, os };
}

/**
 * Finds the plugins in a directory: in directories named by platform, such as `linux-amd64`, or in files whose names
 * end in a platform. Other files are ignored.
 *
 * @returns one plugin for each platform, in the order of their paths
 * @throws OciError `INPUT_INVALID` for a plugin without a platform, and for two of the same platform
 */
export async function findPlugins(directory: string): Promise<readonly PluginFile[]> {
  const plugins: PluginFile[] = [];
  for (const name of await namesIn(directory)) {
    const platform = readPlatform(directoryPattern, name);
    if (platform !== undefined && (await isDirectory(join(directory, name)))) {
      const files = (await namesIn(join(directory, name))).filter(isPluginName);
      plugins.push(...files.map((file) => ({ path: join(directory, name, file), name: `${name}/${file}`, platform })));
    } else if (isPluginName(name)) {
      plugins.push({ path: join(directory, name), name, platform: requirePlatform(name) });
    }
  }
  if (plugins.length === 0)
    throw new OciError(
      'INPUT_INVALID',
      `the format "falco" needs a file, or a directory with plugins, as source, and "${printable(directory, 300)}" ` +
        'has no plugin; give a rules file, or add plugins such as linux-amd64/libacme.so',
    );
  const nameByPlatform = new Map<string, string>();
  for (const { name, platform } of plugins) {
    const key = platformText(platform);
    const other = nameByPlatform.get(key);
    if (other !== undefined)
      throw new OciError(
        'INPUT_INVALID',
        `"${printable(other, 200)}" and "${printable(name, 200)}" are both plugins for ${key}; remove one of them`,
      );
    nameByPlatform.set(key, name);
  }
  return plugins;
}

function isPluginName(name: string): boolean {
  return isLibraryName(name) || isArchiveName(name);
}

function requirePlatform(name: string): Platform {
  const platform = platformOfFile(name);
  if (platform !== undefined) return platform;
  throw new OciError(
    'INPUT_INVALID',
    `the plugin "${printable(name, 200)}" has no platform; move it to a directory such as linux-amd64, or remove it`,
  );
}

function readPlatform(pattern: RegExp, name: string): Platform | undefined {
  const [, os, architecture] = pattern.exec(name) ?? [];
  if (os === undefined || architecture === undefined) return undefined;
  return plainPlatform(platformFromText(`${os}/${architecture}`));
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).sort(compareBytes);
  } catch (error) {
    throw fileSystemError(error, `read ${directory}`);
  }
}

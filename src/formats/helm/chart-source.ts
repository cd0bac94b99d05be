import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { decompress, TarReader, type PatternMatcher } from '../../archive/index.ts';
import { byteStringOf, errnoOf, fileSystemError } from '../../fs/index.ts';
import type { CallOptions } from '../../registry/index.ts';
import { isOciError, messageOf, OciError, printable } from '../../spec/index.ts';
import { isDirectory, isGzipFile, readSourceFile } from '../preset.ts';
import { maxYamlBytes } from '../yaml-file.ts';
import { chartName, type ChartFiles } from './metadata.ts';

/** Maximum size of an unpacked chart, bytes. Helm reads at most 100 MiB of files. */
const maxChartBytes = 256 * 1024 * 1024;

/** Reads the metadata of a chart directory. @throws OciError `INPUT_INVALID`, `FILE_SYSTEM` */
export async function readChartDirectory(path: string): Promise<ChartFiles> {
  return {
    chart: await readSourceFile('helm', path, 'Chart.yaml'),
    requirements: await readOptional(join(path, 'requirements.yaml')),
  };
}

/** Reads the rules of the `.helmignore` of a chart directory. Empty without the file. */
export async function readHelmIgnore(path: string): Promise<string> {
  return new TextDecoder().decode(await readOptional(join(path, '.helmignore')));
}

/** Reads the metadata of a packaged chart. @throws OciError `INPUT_INVALID`, `FILE_SYSTEM`, `ABORTED` */
export async function readChartArchive(path: string, { signal }: CallOptions): Promise<ChartFiles> {
  const shown = printable(path, 300);
  if (!(await isGzipFile(path)))
    throw new OciError(
      'INPUT_INVALID',
      `the format "helm" needs the directory of a chart, or the .tgz of "helm package", and "${shown}" is neither`,
    );
  const files = new Map<string, Uint8Array>();
  const what = `the archive "${shown}"`;
  const content = decompress(createReadStream(path), { compression: 'gzip', maxSize: maxChartBytes, what, signal });
  const reader = new TarReader(content, { what });
  try {
    for (let entry = await reader.next(); entry !== undefined; entry = await reader.next()) {
      const name = nameInChart(entry.name.toString());
      if (entry.type !== 'file' || (name !== 'Chart.yaml' && name !== 'requirements.yaml')) continue;
      if (entry.size > maxYamlBytes)
        throw notChart(shown, `${name} has ${entry.size} bytes, over the limit of ${maxYamlBytes}`);
      if (files.has(name)) throw notChart(shown, `it has two files ${name}`);
      files.set(name, Uint8Array.from(await reader.readAll()));
    }
  } catch (error) {
    if (isOciError(error, 'ARCHIVE_INVALID', 'SIZE_LIMIT')) throw notChart(shown, messageOf(error), error);
    throw isOciError(error) ? error : fileSystemError(error, `read ${path}`);
  } finally {
    await reader.close();
  }
  const chart = files.get('Chart.yaml');
  if (chart === undefined) throw notChart(shown, 'it has no Chart.yaml in a top directory');
  return { chart, requirements: files.get('requirements.yaml') };
}

/** The path of an entry below the top directory of the archive, as Helm reads it. */
function nameInChart(entry: string): string {
  const separator = entry.includes('\\') ? '\\' : '/';
  return posix.normalize(entry.split(separator).slice(1).join('/'));
}

function notChart(shown: string, reason: string, cause?: unknown): OciError {
  return new OciError(
    'INPUT_INVALID',
    `the archive "${shown}" is not a Helm chart: ${reason}; package the chart with "helm package"`,
    { cause },
  );
}

/**
 * The names of the charts in `charts/`, as Helm reads them: directories with a `Chart.yaml`, and archives.
 *
 * @throws OciError `INPUT_INVALID`, `FILE_SYSTEM`, `ABORTED`
 */
export async function subchartNames(
  path: string,
  isIgnored: PatternMatcher,
  options: CallOptions,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  if (isIgnored(byteStringOf('charts'), true)) return names;
  for (const entry of await entriesOf(join(path, 'charts'))) {
    const child = join(path, 'charts', entry);
    const isTree = await isDirectory(child);
    if (/^[._]/.test(entry) || isIgnored(byteStringOf(`charts/${entry}`), isTree)) continue;
    if (!isTree && !entry.endsWith('.tgz')) continue;
    const files = isTree ? await readChartDirectory(child) : await readChartArchive(child, options);
    const name = await chartName(files, child);
    if (name !== undefined) names.add(name);
  }
  return names;
}

async function entriesOf(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw fileSystemError(error, `read ${directory}`);
  }
}

async function readOptional(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw fileSystemError(error, `read ${path}`);
  }
}

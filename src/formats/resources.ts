import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { patternMatcher } from '../archive/index.ts';
import { byteStringOf, fileSystemError } from '../fs/index.ts';
import { digestOf, isOciError, isRecord, OciError, plainLabel, printable, type Digest } from '../spec/index.ts';
import { expandFilePatterns } from './file-patterns.ts';
import type { PlanOptions } from './format.ts';
import { isDirectory } from './preset.ts';
import { parseYamlDocuments } from './yaml-file.ts';

/** A document of a YAML file. */
export interface SourceDocument {
  /** Path of the file, relative to the source, separated by `/`. */
  readonly file: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A YAML file of the source. */
export interface ResourceFile {
  readonly digest: Digest;
  /** Documents with content. */
  readonly documents: readonly SourceDocument[];
}

/** The fields that identify a Kubernetes resource. */
export interface ResourceNames {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/**
 * Reads the YAML files of a directory, in the order of their paths, or a single file.
 *
 * @param format in error messages
 * @throws OciError `INPUT_INVALID` for a file that is not YAML, and for documents that are not objects
 */
export async function readResourceFiles(
  format: string,
  path: string,
  options: PlanOptions,
): Promise<readonly ResourceFile[]> {
  const isTree = await isDirectory(path);
  const files: ResourceFile[] = [];
  for (const file of isTree ? await yamlFiles(path, options) : [basename(path)]) {
    const content = await read(isTree ? join(path, file) : path);
    const documents: SourceDocument[] = [];
    for (const { value, text } of await parseYamlDocuments(content, file)) {
      if (value === null) continue;
      if (!isRecord(value))
        throw new OciError(
          'INPUT_INVALID',
          `the format "${format}" needs Kubernetes resources, and "${printable(file, 300)}" has a document without ` +
            'keys and values; correct the file or exclude it',
        );
      documents.push({ file, value, text });
    }
    files.push({ digest: digestOf(content), documents });
  }
  return files;
}

/** @throws OciError `INPUT_INVALID` for a document without kind, API version or name */
export function resourceNames(format: string, { file, value }: SourceDocument): ResourceNames {
  const { apiVersion, kind, metadata } = value;
  const name = isRecord(metadata) ? metadata['name'] : undefined;
  const field = (key: string, text: unknown): string => {
    if (typeof text === 'string' && text !== '') return text;
    throw new OciError(
      'INPUT_INVALID',
      `the format "${format}" needs the field ${key} in each resource, and a resource in "${printable(file, 300)}" ` +
        'does not have it; add the field or exclude the file',
    );
  };
  return {
    apiVersion: field('apiVersion', apiVersion),
    kind: field('kind', kind),
    name: field('metadata.name', name),
  };
}

async function yamlFiles(cwd: string, { exclude = [], signal }: PlanOptions): Promise<readonly string[]> {
  const isExcluded = patternMatcher(exclude);
  try {
    const found = await expandFilePatterns([{ path: '**/*.{yaml,yml,json}' }], plainLabel('source-dir'), {
      cwd,
      signal,
    });
    return found
      .map(({ path }) => path.replaceAll('\\', '/'))
      .filter((path) => {
        const parts = path.split('/');
        return !parts.some((_, index) => {
          const isFile = index === parts.length - 1;
          return isExcluded(byteStringOf(parts.slice(0, index + 1).join('/')), !isFile);
        });
      });
  } catch (error) {
    // Without a match, the caller reports the missing resources.
    if (signal?.aborted === true || !isOciError(error) || error.code !== 'INPUT_INVALID') throw error;
    return [];
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}

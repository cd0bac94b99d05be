import { stat } from 'node:fs/promises';
import { abortable } from '../concurrency/index.ts';
import { fileSystemError } from '../fs/index.ts';
import { annotationTitle, Digester, OciError, printable, type Descriptor } from '../spec/index.ts';
import { openFile } from './open-file.ts';

/** Reads a file once for its digest and size. */
export async function describeFile(
  path: string,
  name: string,
  mediaType: string,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  const file = await openFile(path);
  if (file === undefined)
    throw new OciError('FILE_SYSTEM', `cannot add "${printable(name, 300)}": there is no file ${printable(path, 300)}`);
  const digester = new Digester();
  for await (const chunk of abortable(file.content, signal)) digester.update(chunk);
  const { size } = digester;
  return { mediaType, digest: digester.digest(), size, annotations: { [annotationTitle]: name } };
}

/** @throws OciError `FILE_SYSTEM` when there is nothing */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileSystemError(error, `add ${path}`);
  }
}

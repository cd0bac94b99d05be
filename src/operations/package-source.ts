import { stat } from 'node:fs/promises';
import { packageInto, type Packaged, type PackageIntoOptions } from './package.ts';

/** Packages what the source is: a directory, or a SIF image. @throws OciError as `packageInto` and `packageImage` */
export async function packageSource(storePath: string, options: PackageIntoOptions): Promise<Packaged> {
  if (!(await isFile(options.sourceDir))) return packageInto(storePath, options);
  // Few publish images, and all would wait for what reads them.
  const { packageImage } = await import('./package-image.ts');
  return packageImage(storePath, options);
}

/** What cannot be looked at is told of when it is opened. */
async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

import { join, relative, resolve, sep } from 'node:path';
import { byteStringOf, isWithin, kindOf, writeFileAtomic } from '../fs/index.ts';
import { OciError, printable } from '../spec/index.ts';
import type { Staging } from './stage.ts';
import { isDirectoryMark, type Entries } from './written-entries.ts';

/** The file for the config of a pulled artifact. */
export class ConfigOutput {
  readonly #path: string;
  readonly #content: Uint8Array;

  private constructor(path: string, content: Uint8Array) {
    this.#path = path;
    this.#content = content;
  }

  /**
   * Checks the path of the file, before anything is written.
   *
   * @param content verified
   * @param overwrite whether to replace an existing file
   * @throws OciError `INPUT_INVALID` for a directory, `ALREADY_EXISTS`
   */
  static async prepare(path: string, content: Uint8Array, overwrite = true): Promise<ConfigOutput> {
    const absolute = resolve(path);
    const existing = await kindOf(absolute);
    if (existing === 'directory')
      throw configError('INPUT_INVALID', path, 'it is a directory; give the path of a file', 'configOutput');
    if (existing !== 'absent' && !overwrite)
      throw configError(
        'ALREADY_EXISTS',
        path,
        'it already exists; give another path, or allow overwriting',
        'overwrite',
      );
    return new ConfigOutput(absolute, content);
  }

  /**
   * @param kept the entries of the artifact that are in the target already
   * @throws OciError `INPUT_INVALID` when the artifact has an entry with this path, or a file or link above it
   */
  async checkConflict({ target, directory }: Staging, kept: Entries = new Map()): Promise<void> {
    if (!isWithin(target, this.#path)) return;
    const segments = relative(target, this.#path).split(sep);
    for (let length = 1; length <= segments.length; length++) {
      const path = segments.slice(0, length);
      const mark = kept.get(byteStringOf(path.join('/')));
      const keptKind = mark === undefined ? 'absent' : isDirectoryMark(mark) ? 'directory' : 'file';
      const staged = await kindOf(join(directory, ...path));
      const existing = staged === 'absent' ? keptKind : staged;
      if (existing === 'absent') return;
      if (existing === 'directory' && length < segments.length) continue;
      const reason = `the artifact has a ${existing} at this path; give another path`;
      throw configError('INPUT_INVALID', this.#path, reason, 'configOutput');
    }
  }

  /**
   * Writes the file and replaces an existing one. It does not follow an existing link. @throws OciError `FILE_SYSTEM`
   */
  async write(): Promise<void> {
    await writeFileAtomic(this.#path, this.#content);
  }
}

function configError(code: 'INPUT_INVALID' | 'ALREADY_EXISTS', path: string, reason: string, option: string): OciError {
  return new OciError(code, `cannot write the config to "${printable(path, 300)}": ${reason}`, { detail: { option } });
}

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSystemError, removeTree } from '../fs/index.ts';
import { LayoutRepository } from '../layout/index.ts';

/** An image layout in a new temporary directory. Disposing it removes the directory. */
export class TemporaryLayout implements AsyncDisposable {
  readonly layout: LayoutRepository;

  private constructor(layout: LayoutRepository) {
    this.layout = layout;
  }

  /** @throws OciError `FILE_SYSTEM` */
  static async create(): Promise<TemporaryLayout> {
    let path: string;
    try {
      path = await mkdtemp(join(tmpdir(), 'oci-attach-'));
    } catch (error) {
      throw fileSystemError(error, `create a temporary directory in ${tmpdir()}`);
    }
    return new TemporaryLayout(await LayoutRepository.open(path, { create: 'private', sync: false }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeTree(this.layout.path);
  }
}

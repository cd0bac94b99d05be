import { readFile } from 'node:fs/promises';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import { errnoOf } from '../fs/index.ts';
import { inputError, isRecord, messageOf, OciError, parseJson, printable, type InputLabel } from '../spec/index.ts';
import { loadTuf, type Sigstore } from './sigstore.ts';
import type { TufOptions } from './tuf-options.ts';

/** Loads trust roots, each once. */
export class TrustRoots {
  readonly #sigstore: Sigstore;
  readonly #tuf: TufOptions;
  readonly #label: InputLabel;
  readonly #loading = new Map<string | undefined, Promise<readonly TrustedRoot[]>>();

  constructor(sigstore: Sigstore, tuf: TufOptions, label: InputLabel) {
    this.#sigstore = sigstore;
    this.#tuf = tuf;
    this.#label = label;
  }

  /**
   * @param file with trust roots; undefined for TUF
   * @throws OciError `INPUT_INVALID` for a file without a trust root; `UNREACHABLE` without a connection to TUF
   */
  load(file: string | undefined): Promise<readonly TrustedRoot[]> {
    let loading = this.#loading.get(file);
    if (loading === undefined) {
      loading = file === undefined ? this.#fromTuf() : this.#fromFile(file);
      this.#loading.set(file, loading);
    }
    return loading;
  }

  async #fromTuf(): Promise<readonly TrustedRoot[]> {
    const { getTrustedRoot } = await loadTuf();
    const { mirrorUrl, rootPath, cachePath } = this.#tuf;
    try {
      return [
        await getTrustedRoot({
          ...(mirrorUrl === undefined ? {} : { mirrorURL: mirrorUrl }),
          ...(rootPath === undefined ? {} : { rootPath }),
          ...(cachePath === undefined ? {} : { cachePath }),
        }),
      ];
    } catch (error) {
      const reason = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : '';
      throw new OciError(
        'UNREACHABLE',
        `cannot load the trust root of Sigstore: ${printable(messageOf(error) + reason, 500)}; check the connection, ` +
          'or give the trust root as a file',
        { cause: error, remedy: 'stated' },
      );
    }
  }

  async #fromFile(file: string): Promise<readonly TrustedRoot[]> {
    const subject = this.#label('trusted-root');
    const remedy = 'give a file such as trusted_root.json';
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      const reason = errnoOf(error) ?? 'unknown reason';
      throw inputError(subject, file, `cannot be read (${reason}); ${remedy}`, error);
    }
    try {
      const values = rootTexts(text).map((each) => parseJson(each));
      if (values.length > 0 && values.every(isTrustedRoot))
        return values.map((value) => this.#sigstore.specs.TrustedRoot.fromJSON(value));
    } catch (error) {
      throw inputError(subject, file, `is not a trust root: ${printable(messageOf(error), 300)}; ${remedy}`, error);
    }
    throw inputError(subject, file, `is not a trust root: it has another media type; ${remedy}`);
  }
}

/** One document, or one on each line, as `gh attestation trusted-root` prints them. */
function rootTexts(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.every((line) => /^\s*\{.*\}\s*$/.test(line)) ? lines : [text];
}

/** The types of the specification have a default for each missing member. */
function isTrustedRoot(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { mediaType } = value;
  return typeof mediaType === 'string' && mediaType.startsWith('application/vnd.dev.sigstore.trustedroot');
}

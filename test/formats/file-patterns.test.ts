import * as fc from 'fast-check';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expandFilePatterns } from '../../src/formats/file-patterns.ts';

const json = 'application/json';
const octets = 'application/octet-stream';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'attach-patterns-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function files(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), path);
  }
}

/** Paths below the directory, or pairs of path and media type for an unusual media type. */
async function named(...lines: readonly (string | readonly [string, string])[]): Promise<readonly string[]> {
  const written = lines
    .map((line) => (typeof line === 'string' ? [line, octets] : line))
    .map(([path = '', mediaType = '']) => ({ path: join(directory, path), mediaType }));
  const expanded = await expandFilePatterns(written, 'input "files"', {});
  return expanded.map(
    ({ path, mediaType }) =>
      `${relative(directory, path).replaceAll(sep, '/')}${mediaType === octets ? '' : `:${mediaType}`}`,
  );
}

describe('expandFilePatterns', () => {
  it('returns the matches of a pattern, sorted by name', async () => {
    await files(
      'out/c.json',
      'out/a.json',
      'out/B.json',
      'out/notes.txt',
      'out/deep/e.json',
      'out/a/z.json',
      'out/.hidden.json',
    );
    expect(await named('out/*.json')).toEqual(['out/B.json', 'out/a.json', 'out/c.json']);
    expect(await named('out/**/*.json')).toEqual([
      'out/B.json',
      'out/a.json',
      'out/a/z.json',
      'out/c.json',
      'out/deep/e.json',
    ]);
    expect(await named('out/{notes.txt,?.json}')).toEqual(['out/B.json', 'out/a.json', 'out/c.json', 'out/notes.txt']);
    expect(await named('out/.*.json')).toEqual(['out/.hidden.json']);
  });

  it('skips directories, and follows links to files', async () => {
    await files('out/a.json', 'out/deep/c.json');
    await symlink('a.json', join(directory, 'out/link.json'));
    expect(await named('out/*')).toEqual(['out/a.json', 'out/link.json']);
  });

  it('returns each file once, with the media type of the first line', async () => {
    await files('out/a.json', 'out/b.json');
    expect(await named(['out/b.json', json], 'out/*.json', 'out/./a.json')).toEqual([
      `out/b.json:${json}`,
      'out/a.json',
    ]);
  });

  it('returns an existing file whose name contains wildcards', async () => {
    await files('out/[final].txt', 'out/f.txt');
    expect(await named('out/[final].txt')).toEqual(['out/[final].txt']);
    await rm(join(directory, 'out/[final].txt'));
    expect(await named('out/[final].txt')).toEqual(['out/f.txt']);
  });

  it('returns paths without wildcards unchanged, so that reading them reports the error', async () => {
    await files('out/a.json');
    expect(await named('absent.json', 'out')).toEqual(['absent.json', 'out']);
  });

  it('refuses a pattern without a match, and names it', async () => {
    await files('out/a.json');
    await mkdir(join(directory, 'empty/directory'), { recursive: true });
    for (const pattern of ['out/*.xml', 'absent/*', 'empty/**', 'out/[']) {
      await expect(named('out/a.json', pattern)).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringContaining(`input "files": "${join(directory, pattern)}" matches no file`),
      });
    }
  });

  it('stops the search after an abort', async () => {
    await files('out/a.json');
    await expect(
      expandFilePatterns([{ path: join(directory, '**/*'), mediaType: octets }], 'input "files"', {
        signal: AbortSignal.abort(),
      }),
    ).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('does not fail with other errors', async () => {
    await files('a', 'b/c');
    // Not `..`, which would search the whole machine.
    const word = fc.constantFrom(
      '*',
      '**',
      '?',
      '[',
      ']',
      '{',
      '}',
      '!',
      ',',
      '(',
      ')',
      '@',
      '+',
      '-',
      '\\',
      '/',
      'a',
      'b',
      'c',
      '.x',
      ' ',
      'é',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 12 }), async (words) => {
        const written = `${directory}/${words.join('')}`;
        try {
          expect(
            (await expandFilePatterns([{ path: written, mediaType: octets }], 'files', {})).length,
          ).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INPUT_INVALID' });
        }
      }),
      { numRuns: 200 },
    );
  });
});

import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionLabel } from '../../src/action/inputs.ts';
import { pull } from '../../src/commands/pull.ts';
import { push } from '../../src/commands/push.ts';
import { serve } from '../../src/commands/serve.ts';
import { cliLabel } from '../../src/commands/flags.ts';
import { connectRegistry, publish, pull as pullArtifact, type PublishOptions } from '../../src/library/index.ts';
import { explainFailure } from '../../src/output/index.ts';
import { OciError, optionName, parseLocation, withOptionLabels } from '../../src/spec/index.ts';
import { MemoryRegistry } from '../../src/library/registry.ts';
import { listen } from '../../src/library/server.ts';
import { CertificateAuthority } from '../faults/kit/index.ts';

/** Creates a directory with a file `a`, and calls `work` with a function that fails in the library. */
async function failureIn(work: (directory: string) => Promise<unknown>): Promise<OciError> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'option-names-'));
  await writeFile(join(directory.path, 'a'), 'content');
  await mkdir(join(directory.path, 'empty'));
  const error: unknown = await work(directory.path).catch((caught: unknown) => caught);
  if (!(error instanceof OciError)) throw new Error('the call did not fail', { cause: error });
  return error;
}

function publishing(options: (directory: string) => Partial<PublishOptions>) {
  return (directory: string): Promise<unknown> =>
    publish({
      sourceDir: directory,
      target: parseLocation(`${directory}/layout`),
      push: false,
      outputDir: `${directory}/out`,
      ...options(directory),
    });
}

/** Connects to a registry with or without TLS. */
async function pinged(tls: boolean, write?: (directory: string) => Promise<object>): Promise<OciError> {
  const { cert, key } = new CertificateAuthority().issue();
  await using server = await listen(new MemoryRegistry(), tls ? { tls: { cert, key } } : {});
  return await failureIn(async (directory) => {
    const options = { attempts: 1, plainHttp: false, ...(await write?.(directory)) };
    await using connection = await connectRegistry(server.host, options);
    await connection.registry.resolveTag('a', 'b');
  });
}

const cases: readonly (readonly [string, () => Promise<OciError>, library: string, action: string, cli: string])[] = [
  [
    'a source that does not exist',
    () => failureIn(publishing((directory) => ({ sourceDir: join(directory, 'missing') }))),
    '`sourceDir` "',
    'input "source-dir" "',
    '<source> "',
  ],
  [
    'a source without files',
    () => failureIn(publishing((directory) => ({ sourceDir: join(directory, 'empty') }))),
    '`sourceDir` "',
    'input "source-dir" "',
    '<source> "',
  ],
  [
    'a sub-directory outside of the source',
    () => failureIn(publishing(() => ({ subDir: '../x' }))),
    '`subDir` "../x"',
    'input "sub-dir" "../x"',
    '--sub-dir "../x"',
  ],
  [
    'a source without other files than the excluded ones',
    () => failureIn(publishing(() => ({ exclude: ['*'] }))),
    '`exclude` matches',
    'input "exclude" matches',
    '--exclude matches',
  ],
  [
    'options that exclude each other',
    () => failureIn(publishing(() => ({ archive: 'zip', compressionLevel: 5 }))),
    '`compressionLevel`:',
    '`compressionLevel`:',
    '`compressionLevel`:',
  ],
  ['a registry without TLS', () => pinged(false), 'set `plainHttp`', 'set input "plain-http"', 'set --plain-http'],
  ['an unknown authority', () => pinged(true), 'set `caFile` to', 'set input "ca-file" to', 'set --ca-file to'],
  [
    'a file without certificates',
    () => pinged(true, async (directory) => ({ caFile: join(directory, 'a') })),
    'cannot use `caFile`',
    'cannot use input "ca-file"',
    'cannot use --ca-file',
  ],
  [
    'a missing file of certificates',
    () => pinged(true, async (directory) => ({ caFile: join(directory, 'missing') })),
    'read `caFile` ',
    'read input "ca-file" ',
    'read --ca-file ',
  ],
];

describe('names of options in errors', () => {
  it.each(cases)('are those of the library, of workflows and of the command line: %s', async (_, run, ...names) => {
    const error = await run();
    const [library, action, cli] = names;
    expect(error.message).toContain(library);
    expect(error.message).not.toMatch(/\b(?:source-dir|sub-dir|ca-file|plain-http|compression-level)\b/);
    expect(explainFailure(error, { label: actionLabel, directoryInput: 'source-dir' })).toContain(action);
    expect(explainFailure(error, { label: cliLabel(push), directoryInput: 'files' })).toContain(cli);
  });

  it('are replaced in an error that quotes another one', () => {
    const inner = new OciError('TLS_FAILED', `no handshake; set ${optionName('caFile')}`);
    const outer = new OciError('TLS_FAILED', `v1 is written, v2 is not: ${inner.message}`, { cause: inner });
    expect(explainFailure(outer, { label: cliLabel(pull) })).toBe(
      '<reference>: v1 is written, v2 is not: no handshake; set --ca-file'.replace('<reference>', '--target'),
    );
  });

  it('are not replaced in text of a user', () => {
    for (const text of ['a `word`', 'sourceDir', '/tmp/caFile', '`plain-http`'])
      expect(withOptionLabels(text, cliLabel(serve))).toBe(text);
  });

  it('name a limit of the unpacked size', async () => {
    const error = await failureIn(async (directory) => {
      const target = parseLocation(join(directory, 'layout'));
      const { digest } = await publish({ sourceDir: join(directory, 'a'), target });
      await pullArtifact({
        source: parseLocation(`${join(directory, 'layout')}@${digest}`),
        outputDir: join(directory, 'out'),
        maxUnpackedSize: 3,
      });
    });
    expect(error.message).toContain('raise `maxUnpackedSize`');
    expect(explainFailure(error, { label: cliLabel(pull) })).toContain('raise --max-unpacked-size');
    expect(explainFailure(error, { label: actionLabel })).toContain('raise input "max-unpacked-size"');
  });
});

import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';
import { push } from '../../src/commands/push.ts';
import { readSourceFile } from '../../src/commands/source-options.ts';

const target = 'oci://ghcr.io/acme/note:v1';

describe('standard input as an argument', () => {
  it.each([
    ['-', { path: '-' }],
    ['-:application/json', { path: '-', mediaType: 'application/json' }],
    ['-:application/vnd.oci.image.layer.v1.tar', { path: '-', mediaType: 'application/vnd.oci.image.layer.v1.tar' }],
  ])('%s is a source', async (source, file) => {
    const { files, target: targets } = await parseArguments(push, [source, target, '--tag', 'latest']);
    expect(targets).toEqual([target]);
    expect([files].flat().map((text) => readSourceFile(text ?? ''))).toEqual([file]);
  });

  it('may follow another source', async () => {
    const { files } = await parseArguments(push, ['a.txt', '-:text/plain', target]);
    expect(files).toEqual(['a.txt', '-:text/plain']);
  });

  it('may be the value of an option', async () => {
    await expect(parseArguments(push, ['a', target, '--annotation', '-:x'])).resolves.toMatchObject({
      annotations: ['-:x'],
    });
  });
});

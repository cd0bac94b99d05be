import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkCommandFiles, saveState, setOutputs } from '../../src/action/command-files.ts';
import { OciError } from '../../src/spec/index.ts';

const saved = { ...process.env };

afterEach(() => {
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STATE'])
    if (saved[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = saved[name];
});

async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'command-files-'));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function problem(path: string): Promise<string> {
  const [output, state] = await Promise.all(
    (['GITHUB_OUTPUT', 'GITHUB_STATE'] as const).map(async (name) => {
      const error: unknown = await checkCommandFiles({ [name]: path }, ['GITHUB_OUTPUT', 'GITHUB_STATE']).catch(
        (caught: unknown) => caught,
      );
      return error instanceof OciError ? error.message.replace(name, 'NAME') : String(error);
    }),
  );
  expect(state).toBe(output);
  return output ?? '';
}

describe('the files of the runner', () => {
  it('are accepted when they exist, and when the runner has none', () =>
    withDirectory(async (directory) => {
      const path = join(directory, 'output');
      await writeFile(path, '');
      expect(await problem(path)).toBe('undefined');
      expect(await problem('')).toBe('undefined');
    }));

  it.each<[string, (path: string) => Promise<unknown>, RegExp]>([
    ['does not exist', () => Promise.resolve(), /does not exist/],
    ['is a directory', (path) => mkdir(path), /is not a file/],
    ['is a loop of links', (path) => symlink(path, path), /cannot be written \(ELOOP\)/],
  ])('are rejected when the file %s', (_, prepare, message) =>
    withDirectory(async (directory) => {
      const path = join(directory, 'out\nput');
      await prepare(path);
      expect(await problem(path)).toMatch(/^NAME names \S+\/out\\nput, which /);
      expect(await problem(path)).toMatch(message);
    }),
  );

  it('are named by the error when they are removed during the run', () =>
    withDirectory(async (directory) => {
      process.env['GITHUB_OUTPUT'] = join(directory, 'gone');
      process.env['GITHUB_STATE'] = join(directory, 'gone');
      expect(() => {
        setOutputs({ a: 'b' });
      }).toThrow(/^cannot write the outputs of the step to GITHUB_OUTPUT: .*gone/);
      expect(() => {
        saveState({ a: 'b' });
      }).toThrow(/^cannot write the state of the step to GITHUB_STATE: .*gone/);
      await Promise.resolve();
    }));
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, temporaryDirectory } from './processes.ts';

export const repositoryRoot: string = join(import.meta.dirname, '../..');

export interface ActionRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Runs the committed bundle of an action like a runner: inputs as `INPUT_*`, files for outputs and summary. */
export async function runAction(
  bundle: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<ActionRun> {
  await using directory = await temporaryDirectory();
  const outputFile = join(directory.path, 'output');
  const summaryFile = join(directory.path, 'summary');
  await Promise.all([writeFile(outputFile, ''), writeFile(summaryFile, '')]);
  const inputVariables = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const ran = await run(process.execPath, [join(repositoryRoot, 'dist', `${bundle}.js`)], {
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      RUNNER_TEMP: directory.path,
      GITHUB_REPOSITORY: 'acme/bundle',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
      HOME: directory.path,
      DOCKER_CONFIG: undefined,
      ...inputVariables,
      ...env,
    },
    timeoutMs: 250_000,
  });
  return {
    ...ran,
    outputs: parseOutputs(await readFile(outputFile, 'utf8')),
    summary: await readFile(summaryFile, 'utf8'),
  };
}

/** Reads the runner's output file: `name=value` and `name<<delimiter` blocks. */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const heredoc = /^([^=<]+)<<(.+)$/.exec(line);
    if (heredoc?.[1] !== undefined) {
      const end = lines.indexOf(heredoc[2] ?? '', index + 1);
      outputs[heredoc[1]] = lines.slice(index + 1, end).join('\n');
      index = end;
      continue;
    }
    const equals = line.indexOf('=');
    if (equals > 0) outputs[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return outputs;
}

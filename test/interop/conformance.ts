import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, temporaryDirectory } from './processes.ts';

export interface Conformance {
  /** Number of results by kind, for example `{ Pass: 985, FAIL: 0 }`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Result of each part of the API and each kind of data. */
  readonly parts: Readonly<Record<string, string>>;
  /** Lines of the failed tests with their errors. */
  readonly complaints: string;
}

export interface ConformanceOptions {
  readonly sparse: boolean;
}

/** Runs the development version of the distribution-spec suite with all its tests against `host` over plain HTTP. */
export async function conformance(host: string, options: ConformanceOptions): Promise<Conformance> {
  await using directory = await temporaryDirectory();
  const printed = await must('conformance', [], {
    cwd: directory.path,
    env: {
      OCI_VERSION: 'dev',
      OCI_REGISTRY: host,
      OCI_TLS: 'disabled',
      OCI_DATA_SPARSE: String(options.sparse),
      OCI_RESULTS_DIR: join(directory.path, 'results'),
    },
  });
  const counts = Object.fromEntries(
    [...printed.matchAll(/^ {2}(Pass|FAIL|Error|Skip|Disabled|Unknown|Total)\.*: +(\d+)$/gm)].map(
      ([, status = '', count]) => [status, Number(count)],
    ),
  );
  const report = await readFile(join(directory.path, 'results/results.yaml'), 'utf8');
  const verdicts = report.slice(report.search(/^apis:$/m));
  const parts = Object.fromEntries(
    [...verdicts.matchAll(/^ {2}(.+): (\w+)$/gm)].map(([, part = '', verdict = '']) => [part, verdict]),
  );
  const complaints =
    printed
      .split('\n')
      .filter((line) => /: (?:FAIL|Error|Skip)$/.test(line))
      .join('\n') + (/^Errors:\n[^]*?\n\n/m.exec(printed)?.[0] ?? '');
  return { counts, parts, complaints };
}

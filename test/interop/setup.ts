import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** Installs the other programs once for the whole suite and puts them first on PATH. A missing program is a failure. */
export function setup(): void {
  const bin = execFileSync('bash', [join(import.meta.dirname, 'install.sh')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
  process.env['PATH'] = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
  process.env['OCI_ARTIFACT_PEERS_BIN'] = bin;
}

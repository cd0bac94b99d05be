// Runs a helper that never answers. The tests run this file in a process that must exit by itself after the timeout.
import { loadDockerConfig } from '../../src/credentials/index.ts';

const [homedir = '', helperTimeoutMs = '0'] = process.argv.slice(2);
const credentials = await loadDockerConfig({ env: process.env, homedir, helperTimeoutMs: Number(helperTimeoutMs) });
try {
  await credentials.find('ghcr.io');
  process.stdout.write('found');
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : 'unknown');
}

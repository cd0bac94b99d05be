#!/usr/bin/env node
import { runToEnd, sizeThreadPool } from '../concurrency/index.ts';

sizeThreadPool(process.env);

// An older Node would fail with an obscure error while it loads the rest.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`error: oci-artifact needs Node 22.19 or newer, and this is Node ${process.versions.node}\n`);
  process.exitCode = 1;
} else runToEnd(run, onUnfinished);

async function run(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.length === 1 && ['--version', '-V', 'version'].includes(args[0] ?? '')) {
    const { version } = await import('./version.ts');
    process.stdout.write(`${version()}\n`);
    return;
  }
  const { useCompileCache } = await import('./compile-cache.ts');
  useCompileCache(process.env);
  const { main } = await import('./main.ts');
  await main(args);
}

function onUnfinished(): void {
  process.stderr.write('error: the process ended before the command was complete\n');
  process.exitCode = 1;
}

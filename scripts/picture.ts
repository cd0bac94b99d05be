// Runs commands against a registry on this machine, and draws what a terminal shows: docs/pictures/terminal.svg.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/cli.js');
const columns = 120;
const maxLines = 34;

const commands = [
  'push ./bundle oci://localhost:5000/acme/bundle:v1.2.0 --artifact-type application/vnd.example.bundle',
  'attach localhost:5000/acme/bundle:v1.2.0 sbom.spdx.json --artifact-type application/spdx+json',
  'discover localhost:5000/acme/bundle:v1.2.0',
  'pull localhost:5000/acme/bundle:v1.2.0 -o ./out',
];

const place = mkdtempSync(join(tmpdir(), 'picture-'));
cpSync(join(root, 'examples/bundle'), join(place, 'bundle'), { recursive: true, verbatimSymlinks: true });
writeFileSync(join(place, 'sbom.spdx.json'), '{"spdxVersion":"SPDX-2.3"}\n');
const server = spawn(process.execPath, [cli, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
try {
  const [first] = (await once(server.stdout, 'data')) as [Buffer];
  const { host } = new URL(first.toString().split('\n')[0] ?? '');
  const lines: string[] = [];
  for (const command of commands) lines.push(`$ oci-artifact ${command}`, ...outputOf(command, host), '');
  mkdirSync(join(root, 'docs/pictures'), { recursive: true });
  writeFileSync(join(root, 'docs/pictures/terminal.svg'), svgOf(lines.slice(0, -1)));
} finally {
  server.kill();
  rmSync(place, { recursive: true });
}

/** Log and result of a command, without what differs between machines. */
function outputOf(command: string, host: string): readonly string[] {
  const words = command.replaceAll('localhost:5000', host).split(' ');
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...words], {
    cwd: place,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: place, TMPDIR: place },
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return `${stderr}${stdout}`
    .replaceAll(host, 'localhost:5000')
    .replaceAll(place, '.')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('no credentials found'))
    .flatMap(wrapped);
}

function wrapped(line: string): readonly string[] {
  return line.length <= columns ? [line] : [line.slice(0, columns), ...wrapped(`    ${line.slice(columns)}`)];
}

function svgOf(lines: readonly string[]): string {
  if (lines.length > maxLines) throw new Error(`${lines.length} lines are too many for the picture`);
  const [width, height] = [columns * 8.43 + 40, lines.length * 19 + 60];
  const rows = lines.map((line, index) => {
    const style = line.startsWith('$ ') ? ' class="command"' : '';
    return `  <text x="20" y="${index * 19 + 52}"${style} xml:space="preserve">${escaped(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height}" role="img">`,
    '  <title>A terminal: push, attach, discover and pull with oci-artifact</title>',
    '  <style>text { font: 14px ui-monospace, Menlo, Consolas, monospace; fill: #c9d1d9 } .command { fill: #7ee787 }</style>',
    '  <rect width="100%" height="100%" rx="8" fill="#0d1117"/>',
    ...['#ff5f57', '#febc2e', '#28c840'].map(
      (fill, at) => `  <circle cx="${24 + at * 20}" cy="20" r="6" fill="${fill}"/>`,
    ),
    ...rows,
    '</svg>\n',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

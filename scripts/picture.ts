// Runs commands against a registry on this machine, and draws what a terminal shows: docs/pictures/terminal.svg and
// docs/pictures/progress.svg. It needs script(1) of util-linux.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { randomFillSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/cli.js');
const columns = 120;
const maxLines = 34;
/** Size of each file of the push whose progress is drawn, bytes. */
const partBytes = 100 * 1024 * 1024;

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
  const title = 'A terminal: push, attach, discover and pull with oci-artifact';
  writeFileSync(join(root, 'docs/pictures/terminal.svg'), svgOf(lines.slice(0, -1), title));
  const progress = 'A terminal: progress of a push with a row for each blob, percentages, speed and time left';
  writeFileSync(join(root, 'docs/pictures/progress.svg'), svgOf(progressLines(host), progress));
} finally {
  server.kill();
  rmSync(place, { recursive: true });
}

/** Two moments of the progress of a push: while it packs and uploads, and while it uploads two layers. */
function progressLines(host: string): readonly string[] {
  const parts = ['base.bin', 'model.bin', 'tokens.bin'];
  mkdirSync(join(place, 'large'));
  for (const name of parts) writeFileSync(join(place, 'large', name), randomFillSync(Buffer.alloc(partBytes)));
  const command = `push ./large oci://${host}/acme/large:v1 --layers entries`;
  const record = join(place, 'record');
  const { status } = spawnSync(
    'script',
    ['-qfec', `stty cols ${columns}; ${process.execPath} ${cli} ${command}`, record],
    {
      cwd: place,
      env: { PATH: process.env['PATH'], HOME: place, TMPDIR: place, TERM: 'xterm' },
    },
  );
  if (status !== 0) throw new Error('the recorded push failed');
  // Each frame begins with the codes that erase the frame before.
  const frames = readFileSync(record, 'utf8')
    .replaceAll('\r\n', '\n')
    .split('\u001b[2K')
    .map((frame) => frame.split('\n').filter((line) => /^(?:packaging|pushing|\S+\.bin) /.test(line)));
  const packing = frames.filter((rows) => rows.length === 2 && rows[0]?.includes('left') && rows[1]?.includes('/s'));
  const uploading = frames.filter((rows) => rows.length === 3 && rows.every((row) => row.includes('/s')));
  const shown = `$ oci-artifact ${command.replace(host, 'localhost:5000')}`;
  return [shown, ...middle(packing), '', '(a few seconds later)', '', ...middle(uploading)];
}

function middle(frames: readonly (readonly string[])[]): readonly string[] {
  return frames[frames.length >> 1] ?? [];
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

function svgOf(lines: readonly string[], title: string): string {
  if (lines.length > maxLines) throw new Error(`${lines.length} lines are too many for the picture`);
  const [width, height] = [columns * 8.43 + 40, lines.length * 19 + 60];
  const rows = lines.map((line, index) => {
    const style = line.startsWith('$ ') ? ' class="command"' : '';
    return `  <text x="20" y="${index * 19 + 52}"${style} xml:space="preserve">${escaped(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height}" role="img">`,
    `  <title>${title}</title>`,
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

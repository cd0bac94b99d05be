/**
 * Program text for `node -e`, run between this process and a credential helper, because @actions/exec can neither kill what it started nor
 * survive a child that closes its standard input early. It gives the helper its input, keeps what it prints up to a cap, drops its
 * standard error unread, and kills the helper with its whole process group when the time is up, when it prints too much, when told to
 * stop, and when this process is gone (its standard input ends then).
 *
 * Arguments: program, verb, input, time limit in milliseconds, cap in bytes. Prints two lines: `guard <process id>` at once, and at the
 * end one of `output <exit code> <base64 of standard output>`, `timeout`, `overflow`, `failed <error code>`.
 */
export const guardProgram = `
const { spawn, spawnSync } = require('node:child_process');
const [program, verb, input, limit, cap] = process.argv.slice(1);
const windows = process.platform === 'win32';
let settled = false;
let size = 0;
let chunks = [];
const settle = (line, kill) => {
  if (settled) return;
  settled = true;
  if (kill) killGroup();
  process.stdout.write(line + '\\n', () => process.exit(0));
};
const killGroup = () => {
  if (child.pid === undefined) return;
  try {
    if (windows) spawnSync(process.env.SystemRoot + '\\\\System32\\\\taskkill.exe', ['/T', '/F', '/PID', String(child.pid)], { windowsHide: true });
    else process.kill(-child.pid, 'SIGKILL');
  } catch {}
};
const stop = () => { killGroup(); process.exit(0); };
process.stdout.on('error', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('SIGHUP', stop);
process.stdout.write('guard ' + process.pid + '\\n');
const child = spawn(program, [verb], { stdio: ['pipe', 'pipe', 'ignore'], detached: !windows, windowsHide: true });
process.stdin.on('error', stop).on('end', stop).on('close', stop).resume();
child.on('error', (error) => settle('failed ' + (error.code || 'unknown')));
child.stdin.on('error', () => {});
child.stdin.end(input);
child.stdout.on('error', () => {});
child.stdout.on('data', (chunk) => {
  size += chunk.length;
  if (size > Number(cap)) { chunks = []; settle('overflow', true); } else chunks.push(chunk);
});
const done = (code) => settle('output ' + (code === null ? -1 : code) + ' ' + Buffer.concat(chunks).toString('base64'));
child.on('close', done);
child.on('exit', (code) => setTimeout(done, 1000, code));
setTimeout(() => settle('timeout', true), Number(limit));
`;

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Step } from './step.ts';

/** The state of the connection after an answer. */
export type After = 'keep' | 'fin' | 'rst';

/**
 * Writes an answer and returns the state of the connection. Ends at once when `signal` is aborted, because the peer is
 * gone.
 */
export async function writeAnswer(socket: Duplex, step: Step, method: string, signal: AbortSignal): Promise<After> {
  if (step.delayMs !== undefined) await pause(step.delayMs, undefined, { signal });
  const cut = step.cut ?? 'rst';
  if (step.cutAt === -1) return cut;
  if (step.raw !== undefined) {
    await write(socket, step.raw, signal);
    return step.after ?? 'keep';
  }
  const status = step.status ?? 200;
  const bare = method === 'HEAD' || status === 204 || status === 304 || status < 200;
  const framing = step.framing ?? (typeof step.body === 'function' ? 'chunked' : 'length');
  await write(socket, headOf(step, status, framing, bare), signal);
  if (step.cutAt === 0) return cut;
  if (step.bodyDelayMs !== undefined) await pause(step.bodyDelayMs, undefined, { signal });
  if (!bare) {
    let left = step.cutAt ?? Infinity;
    for await (const piece of piecesOf(step, signal)) {
      const part = piece.subarray(0, Math.min(piece.length, left));
      left -= part.length;
      if (framing === 'chunked') await write(socket, `${part.length.toString(16)}\r\n`, signal);
      await write(socket, part, signal);
      if (left === 0) {
        // A reset discards data that is not sent yet.
        await pause(20, undefined, { signal });
        return cut;
      }
      if (framing === 'chunked') await write(socket, '\r\n', signal);
    }
    if (framing === 'chunked') await write(socket, '0\r\n\r\n', signal);
  }
  return step.after ?? (framing === 'close' && !bare ? 'fin' : 'keep');
}

function headOf(step: Step, status: number, framing: 'length' | 'chunked' | 'close', bare: boolean): string {
  const given = step.headers ?? {};
  const fields: (readonly [string, string])[] = [
    ...(Array.isArray(given)
      ? (given as readonly (readonly [string, string])[])
      : Object.entries(given as Record<string, string>)),
  ];
  const has = (name: string): boolean => fields.some(([key]) => key.toLowerCase() === name);
  if (step.dateSkewMs !== false && !has('date'))
    fields.push(['Date', new Date(Date.now() + (step.dateSkewMs ?? 0)).toUTCString()]);
  const size =
    typeof step.body === 'string'
      ? Buffer.byteLength(step.body)
      : step.body instanceof Uint8Array
        ? step.body.byteLength
        : 0;
  if (framing === 'length' && !has('content-length') && !(bare && size === 0))
    fields.push(['Content-Length', String(size)]);
  if (framing === 'chunked' && !bare && !has('transfer-encoding')) fields.push(['Transfer-Encoding', 'chunked']);
  if (framing === 'close' && !has('connection')) fields.push(['Connection', 'close']);
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines.join('')}\r\n`;
}

async function* piecesOf(step: Step, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const source =
    typeof step.body === 'function'
      ? step.body()
      : [typeof step.body === 'string' ? Buffer.from(step.body) : (step.body ?? new Uint8Array(0))];
  for await (const chunk of source) {
    const size = step.drip?.bytes ?? 64 * 1024;
    for (let at = 0; at < chunk.length; at += size) {
      yield chunk.subarray(at, at + size);
      if (step.drip !== undefined) await pause(step.drip.everyMs, undefined, { signal });
    }
  }
}

function write(socket: Duplex, data: string | Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    const chunk = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    socket.write(chunk, (error) => {
      signal.removeEventListener('abort', stop);
      if (error) reject(error);
      else resolve();
    });
  });
}

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * Asks a question on a terminal.
 *
 * @param echo `hidden` does not show what the user types
 * @returns the line; undefined when the input ended
 */
export async function askLine(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  question: string,
  echo: 'visible' | 'hidden',
): Promise<string | undefined> {
  output.write(question);
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input, output: echo === 'hidden' ? silent : output, terminal: true });
  try {
    // Without this, Ctrl-C would only end the question.
    lines.on('SIGINT', () => {
      process.kill(process.pid, 'SIGINT');
      lines.close();
    });
    const closed = new Promise<undefined>((resolve) => {
      lines.once('close', () => {
        resolve(undefined);
      });
    });
    return await Promise.race([lines.question(''), closed]);
  } finally {
    lines.close();
    if (echo === 'hidden') output.write('\n');
  }
}

/**
 * Runs `work`, whose library prints workflow commands of its own. It reports an outage of the cache as an error, which would mark the run
 * as one that failed; a cache is a convenience, so that it becomes a warning here.
 */
export async function outagesAsWarnings<T>(work: () => Promise<T>): Promise<T> {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = (
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    const text = typeof chunk === 'string' ? chunk.replace(/^::error(?=[ :])/gm, '::warning') : chunk;
    return typeof encoding === 'string' ? write(text, encoding, done) : write(text, encoding);
  };
  try {
    return await work();
  } finally {
    stdout.write = write;
  }
}

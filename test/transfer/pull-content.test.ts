import { describe, expect, it } from 'vitest';
import { blobReader, type BlobReader } from '../../src/registry/index.ts';
import { digestOf, mediaTypeOctetStream, OciError } from '../../src/spec/index.ts';
import { once, verified } from '../../src/streams/index.ts';
import { DrainingReader } from '../../src/transfer/pull-content.ts';

const content = Buffer.from('content');
const blob = (): BlobReader => {
  const descriptor = { mediaType: mediaTypeOctetStream, digest: digestOf(content), size: content.byteLength };
  return blobReader(descriptor, once(content));
};

async function read(reader: DrainingReader): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of reader.content()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

describe('DrainingReader', () => {
  it('requests the content before it is read', async () => {
    const requested: AbortSignal[] = [];
    const open = async (signal: AbortSignal): Promise<BlobReader> => {
      requested.push(signal);
      return blob();
    };
    await using reader = new DrainingReader(open, undefined);
    expect(requested).toHaveLength(1);
    expect(await read(reader)).toBe('content');
    expect(requested.map(({ aborted }) => aborted)).toEqual([false]);
  });

  it('aborts a request whose content is not read, and waits for its end', async () => {
    const events: string[] = [];
    const open = (signal: AbortSignal): Promise<BlobReader> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          events.push('aborted');
          reject(new OciError('ABORTED', 'aborted'));
        });
      });
    await new DrainingReader(open, undefined)[Symbol.asyncDispose]();
    expect(events).toEqual(['aborted']);
  });

  it('closes a blob that is not read', async () => {
    const events: string[] = [];
    const opened = { ...blob(), close: async () => void events.push('closed') };
    await new DrainingReader(async () => opened, undefined)[Symbol.asyncDispose]();
    expect(events).toEqual(['closed']);
  });

  it('passes the signal of the caller to the request', async () => {
    const controller = new AbortController();
    const signals: AbortSignal[] = [];
    const open = async (signal: AbortSignal): Promise<BlobReader> => {
      signals.push(signal);
      return blob();
    };
    await using _reader = new DrainingReader(open, controller.signal);
    controller.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('throws the error of the request when it is read', async () => {
    const error = new OciError('BLOB_UNKNOWN', 'no such blob');
    await using reader = new DrainingReader(() => Promise.reject(error), undefined);
    await expect(read(reader)).rejects.toBe(error);
    expect(await reader.explain(error)).toBe(error);
  });

  it.each([
    ['another digest', Buffer.from('tnetnoc'), 'DIGEST_MISMATCH'],
    ['fewer bytes', Buffer.from('con'), 'SIZE_MISMATCH'],
    ['more bytes', Buffer.from('contents'), 'SIZE_MISMATCH'],
  ])('explains an unpacking error by content with %s', async (_, sent, code) => {
    const { descriptor } = blob();
    const damaged = blobReader(descriptor, verified(once(sent), descriptor, 'the layer'));
    await using reader = new DrainingReader(async () => damaged, undefined);
    const error = new OciError('ARCHIVE_INVALID', 'cannot read the archive');
    expect(await reader.explain(error)).toMatchObject({
      code,
      message: expect.stringMatching(
        /: the content was damaged in transit or in the registry, and unpacking it failed too \(cannot read the archive\)$/,
      ),
    });
  });

  it('does not explain other errors, and errors of intact content', async () => {
    await using reader = new DrainingReader(async () => blob(), undefined);
    const full = new OciError('FILE_SYSTEM', 'the disk is full');
    expect(await reader.explain(full)).toBe(full);
    const invalid = new OciError('ARCHIVE_INVALID', 'cannot read the archive');
    expect(await reader.explain(invalid)).toBe(invalid);
  });
});

import { describe, expect, it } from 'vitest';
import { clientOptions, resolveOption } from '../../src/commands/client-options.ts';

const context = { label: (name: string): string => `--${name}`, env: {}, notice: () => {} };

describe('headers', () => {
  it('are read by name', async () => {
    const read = await clientOptions.headers.read(['X-Key: a b', 'Accept:*/*', 'X-Empty:'], 'header', context);
    expect(read).toEqual({ 'x-key': 'a b', accept: '*/*', 'x-empty': '' });
  });

  it.each(['secret-value', 'X Key: secret-value', 'X-Key: secret-value\u0007', ': secret-value'])(
    'refuses %j without the value',
    async (text) => {
      const failure: unknown = await clientOptions.headers
        .read([text], 'header', context)
        .catch((error: unknown) => error);
      expect(String(failure)).toContain('--header');
      expect(String(failure)).toContain('is not a header field; write "Name: value"');
      expect(String(failure)).not.toContain('secret-value');
    },
  );
});

describe('resolve', () => {
  it('names an address for a host', async () => {
    const texts = ['Registry.example.com:443:10.0.0.5', 'b.example.com:443:fd00::1', 'c.example.com:5000:[::1]'];
    expect(await resolveOption.resolve.read(texts, 'resolve', context)).toEqual({
      'registry.example.com': '10.0.0.5',
      'b.example.com': 'fd00::1',
      'c.example.com': '::1',
    });
  });

  it('reads the lines of a text, without spaces around them', async () => {
    const read = await resolveOption.resolve.read(
      ' a.example.com:443:10.0.0.5 \n\n\tb.example.com:80:10.0.0.6\r\n',
      'resolve',
      context,
    );
    expect(read).toEqual({ 'a.example.com': '10.0.0.5', 'b.example.com': '10.0.0.6' });
  });

  it.each(['registry.example.com', 'a:443', 'a:443:b.example.com', 'a:x:10.0.0.1', 'a:443:10.0.0.1:444'])(
    'refuses %s',
    async (text) => {
      await expect(resolveOption.resolve.read([text], 'resolve', context)).rejects.toThrow(
        /^--resolve: ".*" is not host:port:address; write for example/,
      );
    },
  );
});

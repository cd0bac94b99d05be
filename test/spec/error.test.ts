import { describe, expect, it } from 'vitest';
import { messageOf, OciError } from '../../src/spec/index.ts';

describe('messageOf', () => {
  it.each([
    ['the message of an error', new OciError('UNKNOWN', 'it broke'), 'it broke'],
    ['the text of another value', 'broken', 'broken'],
    ['the name of an error without a message', new TypeError(), 'TypeError'],
    ['the messages of collected errors', new AggregateError([new Error('one'), new Error('two')]), 'one, two'],
  ])('returns %s', (_, value, message) => {
    expect(messageOf(value)).toBe(message);
  });
});

describe('OciError', () => {
  it('has the name that callers expect of an aborted call', () => {
    expect(new OciError('ABORTED', 'stopped').name).toBe('AbortError');
    expect(new OciError('TIMEOUT', 'late').name).toBe('OciError');
    expect(String(new OciError('DENIED', 'no'))).toBe('OciError: no');
  });
});

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

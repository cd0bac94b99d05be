import { describe, expect, it } from 'vitest';
import {
  digestOutput,
  jsonOutput,
  lineOutput,
  maxJsonBytes,
  numberOutput,
  output,
  outputTexts,
  outputValues,
  referenceOutput,
} from '../../src/commands/output.ts';
import { push } from '../../src/commands/push.ts';
import { OciError } from '../../src/spec/index.ts';
import { sampleOutcome } from '../output/outcome-sample.ts';

describe('outputs of push', () => {
  it('are texts in a workflow, with one line for each item of a list', () => {
    const texts = outputTexts(push.outputs, sampleOutcome, () => {});
    expect(Object.keys(texts)).toEqual(Object.keys(push.outputs));
    expect(texts).toMatchObject({
      tags: 'ghcr.io/acme/bundle:v1.2.0\nghcr.io/acme/bundle:latest',
      size: '641',
      'layer-size': '1500000',
      pushed: 'true',
      checksums: `${'a'.repeat(64)}  ghcr.io/acme/bundle`,
    });
  });

  it('are numbers, booleans and lists in JSON', () => {
    const values = outputValues(push.outputs, sampleOutcome);
    expect(Object.keys(values)).toEqual(Object.keys(push.outputs));
    expect(values).toMatchObject({ size: 641, pushed: true, tags: sampleOutcome.tags });
  });
});

describe('an invalid output', () => {
  it.each([
    ['a digest', digestOutput, 'sha256:1'],
    ['a number', numberOutput, '-1'],
    ['a line', lineOutput, 'a\nb'],
    ['a reference', referenceOutput, 'localhost:1/A'],
  ])('is an error, and no output is set: %s', (_, type, value) => {
    const outputs = {
      first: output(lineOutput, 'A line.', () => 'x'),
      wrong: output(type, 'A value.', () => value),
    };
    const read = (): unknown => outputTexts(outputs, undefined, () => {});
    expect(read).toThrow(OciError);
    expect(read).toThrow(
      expect.objectContaining({
        code: 'PROTOCOL',
        message: expect.stringMatching(/^output wrong has an invalid value ".*"; no outputs were set$/),
      }),
    );
  });
});

describe('a JSON output', () => {
  const text = (value: unknown, total?: number): { readonly text: string; readonly warnings: readonly string[] } => {
    const warnings: string[] = [];
    const about = { name: 'files', total, warn: (warning: string) => warnings.push(warning) };
    return { text: jsonOutput.toText?.(value, about) ?? '', warnings };
  };

  it('is one line, with escapes for invisible characters', () => {
    expect(text(['a\nb', '\u2028'])).toEqual({ text: String.raw`["a\nb","\u2028"]`, warnings: [] });
    expect(text({ b: 1, a: 'x' })).toEqual({ text: '{"b":1,"a":"x"}', warnings: [] });
  });

  it.each(['x', 'ä', '€'])('is shortened to whole items of %s with a warning', (character) => {
    const long = character.repeat(1000);
    const list = text(Array.from({ length: 200 }, () => long));
    expect(Buffer.byteLength(list.text)).toBeLessThanOrEqual(maxJsonBytes + 2);
    const shown = (JSON.parse(list.text) as readonly string[]).length;
    expect(list.warnings).toEqual([
      `${200 - shown} of 200 items are left out of the output files, which would be too long`,
    ]);
    expect(text(['a'], 5).warnings).toEqual([expect.stringMatching(/^4 of 5 items/)]);
  });
});

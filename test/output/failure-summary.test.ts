import { describe, expect, it } from 'vitest';
import { failureSummary, problemNote, type FailureSummary } from '../../src/output/failure-summary.ts';

const base: FailureSummary = {
  command: 'push',
  object: 'ghcr.io/acme/app',
  failure: { code: 'DENIED', reason: 'answered 403', remedy: '' },
  completed: undefined,
  links: [],
  warnings: [],
};

/** The text of a summary without markup. */
function textOf(change: Partial<FailureSummary>): string {
  return failureSummary({ ...base, ...change })
    .replaceAll(/<[^>]+>|\*\*/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

describe('the summary of a failure', () => {
  it('has the operation, and a link to the description of the error', () => {
    expect(textOf({})).toContain('### Failed: push');
    expect(textOf({})).toContain('| Operation | push ghcr.io/acme/app |');
    expect(textOf({ object: '' })).toContain('| Operation | push |');
    expect(textOf({})).toMatch(/\[Troubleshooting\]\(\S+\/docs\/troubleshooting\.md#denied\)/);
    expect(textOf({ failure: { ...base.failure, code: undefined } })).toMatch(/\/docs\/troubleshooting\.md\)/);
    expect(textOf({ links: ['[Job](https://x.test)'] })).toContain('[Job](https://x.test)');
  });

  it.each([
    ['answered 403', '', 'answered 403', undefined],
    ['answered 403', 'log in', 'answered 403', 'log in'],
    ['answered 403; log in; try again', '', 'answered 403', 'log in; try again'],
    ['answered 403; log in', 'try again', 'answered 403', 'log in; try again'],
  ])('has the reason and the remedy of "%s" and "%s"', (reason, remedy, shownReason, shownRemedy) => {
    const text = textOf({ failure: { code: 'DENIED', reason, remedy } });
    expect(text).toContain(`| Reason | ${shownReason} |`);
    if (shownRemedy === undefined) expect(text).not.toContain('| Remedy');
    else expect(text).toContain(`| Remedy | ${shownRemedy} |`);
  });

  it.each([
    [undefined, undefined],
    [{ blobs: 0, bytes: 0, tags: [] }, 'Nothing was uploaded, and no tag was written.'],
    [
      { blobs: 1, bytes: 2048, tags: [] },
      '1 blob (2.0 KiB) uploaded; no tag was written. A repeated run does not upload this content again.',
    ],
    [
      { blobs: 0, bytes: 0, tags: ['v1', 'latest'] },
      '0 blobs (0 B) uploaded; tags written: v1, latest. A repeated run does not upload this content again.',
    ],
  ])('has what was done before: %j', (completed, expected) => {
    const text = textOf({ completed });
    if (expected === undefined) expect(text).not.toContain('Already done');
    else expect(text).toContain(`| Already done | ${expected} |`);
  });

  it('has the first 50 written tags', () => {
    const tags = Array.from({ length: 51 }, (_, index) => `t${index}`);
    const text = textOf({ completed: { blobs: 1, bytes: 1, tags } });
    expect(text).toContain('t48, t49. A repeated');
  });
});

it('a note of a problem escapes foreign text', () => {
  expect(problemNote('<b>*x*')).toMatch(/^\*\*Failed:\*\* (?!.*<b>|.*\*x).*\n\n$/);
});

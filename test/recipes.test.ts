import { describe, expect, it } from 'vitest';
import { readDocument, workflowNames } from './documentation.ts';

describe('docs/recipes.md', () => {
  const page = readDocument('docs/recipes.md');
  const rows = [...page.matchAll(/^\| (\d+) \| (.*) \| (.*) \| (YES|PARTLY|NO) \| (.*) \|$/gm)].map(
    ([, number, use = '', tool = '', verdict = '', step = '']) => ({
      number: Number(number),
      use,
      tool,
      verdict,
      step,
    }),
  );

  it('lists 144 uses, and counts the verdicts', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 144 }, (_, index) => index + 1));
    const counts = Object.fromEntries(
      [...page.matchAll(/^\| (YES|PARTLY|NO) \| (\d+) \|$/gm)].map(([, verdict = '', count]) => [
        verdict,
        Number(count),
      ]),
    );
    for (const [verdict, count] of Object.entries(counts))
      expect({ verdict, count: rows.filter((row) => row.verdict === verdict).length }).toEqual({ verdict, count });
    expect(counts['YES']).toBeGreaterThanOrEqual(135);
  });

  it('links each covered use to a recipe, and gives a reason for the others', () => {
    for (const { verdict, step } of rows) {
      if (verdict === 'YES') expect(step).toMatch(/^\[[^\]]+\]\(#[a-z-]+\)(?:, \[[^\]]+\]\(#[a-z-]+\))*$/);
      else expect(step.length).toBeGreaterThan(20);
    }
  });

  it('has a recipe for each of the five complete workflows', () => {
    const linked = [...page.matchAll(/\]\(workflows\/([^)]+)\)/g)].map(([, name]) => name);
    for (const name of ['flux.yml', 'helm.yml', 'model.yml', 'matrix.yml', 'mirror.yml']) {
      expect(linked).toContain(name);
      expect(workflowNames).toContain(name);
    }
  });
});

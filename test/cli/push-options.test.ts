import { describe, expect, it } from 'vitest';
import { helpOf } from '../../src/cli/help.ts';
import { pushLabel } from '../../src/cli/push.ts';
import { publishInputNames } from '../../src/commands/index.ts';

describe('push --help', () => {
  it.each(
    publishInputNames.filter(
      (name) => !['source-dir', 'target', 'register-artifact', 'write-docker-config', 'summary', 'push'].includes(name),
    ),
  )('has the flag of the input %s', (name) => {
    expect(helpOf('push')).toMatch(new RegExp(`^ {2}${pushLabel(name)}\\b`, 'm'));
  });
});

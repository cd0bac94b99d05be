import { OciError, printable } from '../spec/index.ts';
import { likelyNames } from './suggest.ts';

const placeholder = /\{([^{}]*)\}|\\n|\\t/g;

/** Checks the text of `--print` before the command runs. @throws OciError `INPUT_INVALID` for an unknown key */
export function checkResultText(template: string, names: readonly string[]): void {
  for (const [, key] of template.matchAll(placeholder)) {
    if (key === undefined || names.includes(key)) continue;
    const [likely] = likelyNames(key, names);
    const hint = likely === undefined ? `choose ${names.join(', ')}` : `did you mean {${likely}}?`;
    throw new OciError('INPUT_INVALID', `--print: {${printable(key, 100)}} is not a value of the result; ${hint}`, {
      detail: { input: 'print' },
    });
  }
}

/**
 * The text of `--print`: `{key}` is replaced by a value of the result, and `\\n` and `\\t` by a line break and a tab. A
 * list has one item per line, and other values are JSON.
 */
export function resultText(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(placeholder, (found, key: string | undefined) => {
    if (key !== undefined) return textOf(values[key]);
    return found === String.raw`\n` ? '\n' : '\t';
  });
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

import { OciError, printable } from '../spec/index.ts';

/**
 * Parses JSON that contains secrets. V8's messages quote the text, so the error contains only the position.
 *
 * @param where names the text in the error, for example a path
 * @throws OciError `CREDENTIALS`
 */
export function parseSecretJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const offset = offsetOf(error) ?? firstBadToken(text);
    throw new OciError('CREDENTIALS', `cannot read ${printable(where)}: invalid JSON at ${positionOf(text, offset)}`);
  }
}

/** The offset that some of V8's messages contain. */
function offsetOf(error: unknown): number | undefined {
  const match = error instanceof SyntaxError ? / at position (\d+)/.exec(error.message) : null;
  // A message with quotation marks quotes the text, and the text may contain the same words.
  return match === null || (error as Error).message.includes('"') ? undefined : Number(match[1]);
}

// JSON forbids exactly these control characters within a string.
// oxlint-disable-next-line no-control-regex
const stringToken = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/u;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/u;
const token = new RegExp(`[ \\t\\r\\n]+|[{}[\\],:]|${stringToken.source}|${numberToken.source}|true|false|null`, 'uy');

/** The offset of the first text that is not a JSON token, or the end. */
function firstBadToken(text: string): number {
  let offset = 0;
  for (;;) {
    token.lastIndex = offset;
    const match = token.exec(text);
    if (match === null || match[0] === '') return offset;
    offset = token.lastIndex;
  }
}

function positionOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`;
}

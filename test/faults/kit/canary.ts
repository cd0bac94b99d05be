import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';

/** A unique secret. Its ending makes its URL and JSON forms differ from the secret. */
export function newCanary(label = 'canary'): string {
  return `${label}-${randomBytes(12).toString('hex')}+"\\ü&`;
}

/** A unique secret that is valid in a header, a URL or a file name. */
export function newPlainCanary(label = 'canary'): string {
  return `${label}${randomBytes(12).toString('hex')}`;
}

/**
 * The forms of a leaked secret: unchanged, escaped for URLs or JSON, hexadecimal, and Base64 (both alphabets) at each
 * of the three alignments.
 */
export function formsOf(secret: string): ReadonlyMap<string, string> {
  const forms = new Map<string, string>([
    ['as it is', secret],
    ['URL escaped', encodeURIComponent(secret)],
    ['form escaped', new URLSearchParams({ v: secret }).toString().slice(2)],
    ['JSON escaped', JSON.stringify(secret).slice(1, -1)],
    ['in hex', Buffer.from(secret).toString('hex')],
  ]);
  for (const offset of [0, 1, 2]) {
    // Only groups of three bytes within the secret are independent of the bytes around it.
    const bytes = Buffer.from(secret).subarray((3 - offset) % 3);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    forms.set(`base64 at offset ${offset}`, whole.toString('base64'));
    forms.set(`base64url at offset ${offset}`, whole.toString('base64url'));
  }
  return forms;
}

/**
 * Searchable values: text, bytes, or any other value in the form that `util.inspect` prints, with hidden and nested
 * parts.
 */
export type Haystack = string | Uint8Array | object | undefined | null;

/** The places that contain a secret, each with the first form that was found. */
export function findCanaries(secrets: readonly string[], places: Readonly<Record<string, Haystack>>): string[] {
  const found: string[] = [];
  for (const [place, haystack] of Object.entries(places)) {
    const text = textOf(haystack);
    for (const secret of secrets) {
      const shape = [...formsOf(secret)].find(([, form]) => text.includes(form))?.[0];
      if (shape !== undefined) found.push(`${secret.slice(0, 12)}… ${shape} in ${place}`);
    }
  }
  return found;
}

/** Searches every file below a directory, and the names of the files. */
export async function findCanariesInDirectory(secrets: readonly string[], directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found.push(...findCanaries(secrets, { [`the name ${path}`]: path }));
    if (entry.isFile()) found.push(...findCanaries(secrets, { [path]: await readFile(path) }));
  }
  return found;
}

function textOf(haystack: Haystack): string {
  if (haystack === undefined || haystack === null) return '';
  if (typeof haystack === 'string') return haystack;
  if (haystack instanceof Uint8Array) return Buffer.from(haystack).toString('utf8');
  const text = inspect(haystack, {
    depth: Infinity,
    showHidden: true,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    breakLength: Infinity,
    getters: true,
  });
  // `inspect` escapes text and could hide a form, so the plain messages are searched as well.
  const messages: string[] = [];
  for (let error: unknown = haystack; error instanceof Error && messages.length < 20; error = error.cause)
    messages.push(error.message, error.stack ?? '');
  return [text, ...messages].join('\n');
}

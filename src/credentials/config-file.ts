import { readFile } from 'node:fs/promises';
import { custom, looseObject, nullish, pipe, record, safeParse, string, unknown } from 'valibot';
import { errnoOf, fileSystemError } from '../fs/index.ts';
import { isRecord, OciError, printable } from '../spec/index.ts';
import { parseSecretJson } from './secret-json.ts';

/** The part of Docker's `config.json`, or of podman's `auth.json`, that concerns credentials. */
export interface ConfigFile {
  /** Names the file in messages. */
  readonly where: string;
  /** Entries as they stand; each is read when it is asked for, so that a bad one spoils no other. */
  readonly auths: Readonly<Record<string, unknown>>;
  /** Registry to helper suffix. */
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly credsStore: string | undefined;
  /** Fields that every request to a registry carries, names as written. */
  readonly httpHeaders: Readonly<Record<string, string>>;
}

// A schema of an object alone would let a list pass.
const plain = custom<Record<string, unknown>>(isRecord);
const schema = pipe(
  plain,
  looseObject({
    auths: nullish(pipe(plain, record(string(), unknown()))),
    credHelpers: nullish(pipe(plain, record(string(), string()))),
    credsStore: nullish(string()),
    HttpHeaders: nullish(pipe(plain, record(string(), string()))),
  }),
);

/** Largest configuration that is read, bytes. Real ones have a few kilobytes. */
const maxConfigBytes = 4 * 1024 * 1024;

/**
 * Reads a configuration file. An empty file counts as an empty configuration.
 *
 * @returns undefined when there is none
 * @throws OciError `CREDENTIALS` when it cannot be read or is malformed; the message never holds its text
 */
export async function readConfigFile(path: string, signal?: AbortSignal): Promise<ConfigFile | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path, { signal });
  } catch (cause) {
    const code = errnoOf(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const error = fileSystemError(cause, `read credentials from ${path}`);
    throw new OciError(signal?.aborted === true ? 'ABORTED' : 'CREDENTIALS', error.message, { cause });
  }
  if (bytes.byteLength > maxConfigBytes)
    throw new OciError(
      'CREDENTIALS',
      `${printable(path)} is over the limit of ${maxConfigBytes} bytes for a configuration file`,
    );
  return parseConfig(new TextDecoder().decode(bytes), path);
}

/**
 * @param where names the text in messages: a path or an environment variable
 * @throws OciError `CREDENTIALS`
 */
export function parseConfig(text: string, where: string): ConfigFile {
  const bare = text.replace(/^\ufeff/, '');
  const value = bare.trim() === '' ? {} : parseSecretJson(bare, where);
  const parsed = safeParse(schema, value);
  if (!parsed.success) {
    // The issue's own message quotes what it found; its path holds keys alone.
    const field = parsed.issues[0].path?.map((item) => String(item.key)).join('.');
    throw new OciError(
      'CREDENTIALS',
      field === undefined
        ? `${printable(where)} is not a JSON object`
        : `${printable(where)} has a value of the wrong type at ${printable(field, 200)}`,
    );
  }
  const { auths, credHelpers, credsStore, HttpHeaders } = parsed.output;
  return {
    where,
    auths: auths ?? {},
    credHelpers: credHelpers ?? {},
    credsStore: credsStore === null || credsStore === '' ? undefined : credsStore,
    httpHeaders: HttpHeaders ?? {},
  };
}

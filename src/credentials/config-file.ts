import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { custom, looseObject, nullish, pipe, record, safeParse, string, unknown, type CustomSchema } from 'valibot';
import { fileSystemError, isMissing } from '../fs/index.ts';
import { abortedError, isOciError, isRecord, OciError, printable } from '../spec/index.ts';
import { parseSecretJson } from './secret-json.ts';

/** The fields of Docker's `config.json` or Podman's `auth.json` that concern credentials. */
export interface ConfigFile {
  /** Names the file in messages. */
  readonly where: string;
  /** Unparsed entries. An entry is parsed when it is needed, so that an invalid one does not affect the others. */
  readonly auths: Readonly<Record<string, unknown>>;
  /** Helper suffixes by registry. */
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly credsStore: string | undefined;
  /** Header fields for every request to a registry, with names as written. */
  readonly httpHeaders: Readonly<Record<string, string>>;
}

/** Precedes an object schema, which without this check also accepts arrays. */
export function plainObject(): CustomSchema<Record<string, unknown>, undefined> {
  return custom<Record<string, unknown>>(isRecord);
}

/** Maximum size of a configuration file, bytes. Typical files have a few kilobytes. */
const maxConfigBytes = 4 * 1024 * 1024;

/**
 * Reads the text of a configuration file, without a byte order mark.
 *
 * @returns undefined when the file does not exist
 * @throws OciError `CREDENTIALS` when it is too large, `FILE_SYSTEM`, `ABORTED`
 */
export async function readConfigText(path: string, signal?: AbortSignal): Promise<string | undefined> {
  const tooLarge = (): OciError => unreadableConfig(path, `it is larger than the limit of ${maxConfigBytes} bytes`);
  try {
    if ((await stat(path)).size > maxConfigBytes) throw tooLarge();
    // The limit also applies while reading, because a pipe has no size and a file may grow. `end` is inclusive.
    const bytes = Buffer.concat(await createReadStream(path, { end: maxConfigBytes, signal }).toArray());
    if (bytes.byteLength > maxConfigBytes) throw tooLarge();
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (signal?.aborted === true) throw abortedError(signal);
    throw fileSystemError(error, `read credentials from ${path}`);
  }
}

/**
 * Reads a configuration file. An empty file means an empty configuration.
 *
 * @returns undefined when the file does not exist
 * @throws OciError `CREDENTIALS` when it cannot be read or is malformed, `ABORTED`; messages never contain the file's
 *   text
 */
export async function readConfigFile(path: string, signal?: AbortSignal): Promise<ConfigFile | undefined> {
  try {
    const text = await readConfigText(path, signal);
    return text === undefined ? undefined : parseConfig(text, path);
  } catch (error) {
    if (!isOciError(error, 'FILE_SYSTEM')) throw error;
    throw new OciError('CREDENTIALS', error.message, { cause: error.cause });
  }
}

/**
 * Parses the text of a configuration file.
 *
 * @param where names the text in messages: a path or an environment variable
 * @throws OciError `CREDENTIALS`
 */
export function parseConfig(text: string, where: string): ConfigFile {
  const bare = text.replace(/^\ufeff/, '');
  const value = bare.trim() === '' ? {} : parseSecretJson(bare, where);
  // The schema is not a constant, because many runs read no configuration.
  const schema = pipe(
    plainObject(),
    looseObject({
      auths: nullish(pipe(plainObject(), record(string(), unknown()))),
      credHelpers: nullish(pipe(plainObject(), record(string(), string()))),
      credsStore: nullish(string()),
      HttpHeaders: nullish(pipe(plainObject(), record(string(), string()))),
    }),
  );
  const parsed = safeParse(schema, value);
  if (!parsed.success) {
    // The message of the issue quotes the value. Its path contains only keys.
    const field = parsed.issues[0].path?.map((item) => String(item.key)).join('.');
    throw unreadableConfig(
      where,
      field === undefined ? 'it is not a JSON object' : `the value at ${printable(field, 200)} has the wrong type`,
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

/** The error for a configuration file that cannot be used. */
export function unreadableConfig(where: string, reason: string): OciError {
  return new OciError('CREDENTIALS', `cannot read credentials from ${printable(where)}: ${reason}`);
}

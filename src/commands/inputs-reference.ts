import {
  formatLocation,
  parseLocation,
  repositoryOf,
  type Location,
  isOciError,
  inputError,
  type InputLabel,
} from '../spec/index.ts';
import { readTags } from './inputs-target.ts';

/**
 * Reads the name of a place: `registry/repository[:tag][@digest]` with or without `oci://`, or an image layout. A repository with
 * upper-case letters is lowered with a notice.
 *
 * @param name of the input
 * @throws OciError `INPUT_INVALID`
 */
export function readReference(name: string, text: string, label: InputLabel, notice: (text: string) => void): Location {
  const subject = label(name);
  if (text === '')
    throw inputError(
      subject,
      undefined,
      'it is missing; write registry/repository:tag, or ./path:tag for an image layout',
    );
  try {
    return parseLocation(text);
  } catch (error) {
    if (!isOciError(error)) throw error;
    const lowered = lowerRepository(text);
    const endpoint = lowered === text ? undefined : parsedOrNothing(lowered);
    if (endpoint?.kind === 'registry') {
      notice(
        `${subject}: registries know lower-case repositories only, so ${formatLocation(repositoryOf(endpoint))} is used`,
      );
      return endpoint;
    }
    // The parser quotes what may be quoted, and nothing more.
    throw inputError(subject, undefined, error.message, error);
  }
}

/**
 * The bare tags to write at a place, the main one first: its own, then the listed ones, which may also be full references of the same
 * repository. Where there are none, `fallback` is taken.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function readPlaceTags(
  place: Location,
  listed: readonly string[],
  fallback: string | undefined,
  label: InputLabel,
): readonly string[] {
  if (place.tag === undefined && listed.length === 0) return fallback === undefined ? [] : [fallback];
  return readTags(place, listed, undefined, label);
}

/** Lowers registry and repository; a tag's case means something, and a digest's too. */
function lowerRepository(text: string): string {
  const [, named = '', rest = ''] = /^(.*?)((?::[^/:@]*)?(?:@.*)?)$/s.exec(text) ?? [];
  return named.toLowerCase() + rest;
}

function parsedOrNothing(text: string): Location | undefined {
  try {
    return parseLocation(text);
  } catch {
    return undefined;
  }
}

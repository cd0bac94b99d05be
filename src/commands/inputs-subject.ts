import {
  formatLocation,
  repositoryOf,
  sameRepository,
  type Location,
  isDigest,
  isTag,
  inputError,
  type InputLabel,
} from '../spec/index.ts';
import { readReference } from './inputs-reference.ts';

/**
 * Reads what an artifact refers to: a digest or a tag of the target's repository, or a full reference of that very repository, where the
 * digest wins over the tag.
 *
 * @returns a digest or a tag
 * @throws OciError `INPUT_INVALID`
 */
export function readSubject(text: string, target: Location, label: InputLabel, notice: (text: string) => void): string {
  if (isDigest(text) || isTag(text)) return text;
  const subject = label('subject');
  // What stands before an "@" may be a password and is not repeated.
  const shown = text.includes('@') ? undefined : text;
  if (!/[\\/]|^layout:/.test(text))
    throw inputError(
      subject,
      shown,
      "is neither a digest nor a tag; write sha256: and 64 lower-case hex digits, a tag of the target's repository, or registry/repository@sha256:…",
    );
  const place = readReference('subject', text, label, notice);
  const home = repositoryOf(target);
  if (!sameRepository(place, home)) {
    throw inputError(
      subject,
      formatLocation(place),
      `lies in another repository than the target ${formatLocation(home)}, and what refers to a manifest must stand beside it; publish there, or name a subject that is in the target's repository`,
    );
  }
  const reference = place.digest ?? place.tag;
  if (reference === undefined)
    throw inputError(
      subject,
      formatLocation(place),
      'names a repository and no manifest in it; add its tag or, better, its digest',
    );
  return reference;
}

/**
 * Refuses a run that would take the subject's own tag away from it.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function checkSubjectTag(reference: string | undefined, tags: readonly string[], label: InputLabel): void {
  if (reference === undefined || !tags.includes(reference)) return;
  throw inputError(
    label('subject'),
    reference,
    `is also a tag to be written, which would then point to what refers to the subject; choose another tag, or none at all, since a referrer is found by its subject`,
  );
}

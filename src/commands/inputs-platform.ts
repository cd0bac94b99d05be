import {
  annotationPlatform,
  isOciError,
  platformFromText,
  platformText,
  type Annotations,
  type Platform,
  inputError,
  type InputLabel,
} from '../spec/index.ts';

/** @throws OciError `INPUT_INVALID` */
export function readPlatform(name: string, text: string | undefined, label: InputLabel): Platform | undefined {
  if (text === undefined) return undefined;
  try {
    return platformFromText(text);
  } catch (error) {
    if (isOciError(error)) throw inputError(label(name), undefined, error.message);
    throw error;
  }
}

/**
 * The annotations with the platform that the content is for, which an index is assembled by.
 *
 * @throws OciError `INPUT_INVALID` when they name another one already
 */
export function withPlatform(annotations: Annotations, text: string | undefined, label: InputLabel): Annotations {
  const platform = readPlatform('platform', text, label);
  if (platform === undefined) return annotations;
  const recorded = platformText(platform);
  const other = annotations[annotationPlatform];
  if (other !== undefined && other !== recorded)
    throw inputError(
      label('annotations'),
      `${annotationPlatform}=${other}`,
      `names another platform than ${label('platform')} does; give the platform there alone`,
    );
  return { ...annotations, [annotationPlatform]: recorded };
}

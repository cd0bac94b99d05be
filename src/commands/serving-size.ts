import { inputError } from '../spec/index.ts';

const powers = ['', 'K', 'M', 'G', 'T'] as const;
const pattern = /^(\d{1,15}(?:\.\d{1,3})?) ?([KMGT]?)(i?B)?$/i;

/**
 * An amount of bytes: `1073741824`, `512MiB`, `1.5GiB`, `500MB`. `K`, `M`, `G`, `T` alone and with `iB` are powers of 1024, with `B` of 1000.
 *
 * @throws OciError `INPUT_INVALID`, also for nothing at all
 */
export function byteSize(subject: string, value: string): number {
  const [, number = '', prefix = '', unit = ''] = pattern.exec(value) ?? [];
  const base = unit.toUpperCase() === 'B' ? 1000 : 1024;
  const bytes = Math.floor(Number(number) * base ** powers.findIndex((power) => power === prefix.toUpperCase()));
  const known = number !== '' && !(prefix === '' && unit.length === 2);
  if (known && bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  throw inputError(subject, value, 'is not a number of bytes above 0; write for example 512MiB or 20GB');
}

/** Minimum length of a secret whose forms in another case are listed. A shorter one may be an ordinary word. */
const minCaseLength = 12;

/**
 * Words of this project's own messages. Such a secret is not listed as it is: a mask over a sentence that everybody
 * knows would reveal it.
 */
const ownWords: ReadonlySet<string> = new Set(
  'credentials denied error expired login missing password registry repository secret token user username wrong'.split(
    ' ',
  ),
);

/**
 * Lists a secret and the other forms in which it may appear, so that logs can mask it: its lines, in lower and upper
 * case, in hexadecimal, in Base64 with both alphabets and at each alignment, percent-encoded and in JSON.
 */
export function secretForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const lines = secret.split(/\r?\n/).filter((line) => line.trim() !== '');
  // A form body encodes a space as a plus sign and escapes a few characters that encodeURIComponent does not.
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const cases = secret.length < minCaseLength ? [] : [secret.toLowerCase(), secret.toUpperCase()];
  const isOwnWord = ownWords.has(secret.toLowerCase());
  return [
    ...new Set([
      secret,
      ...lines,
      bytes.toString('base64'),
      encodeURIComponent(secret),
      form,
      JSON.stringify(secret).slice(1, -1),
      ...cases,
      ...[0, 1, 2].flatMap((offset) => innerBase64(bytes, offset)),
      hex,
      hex.toUpperCase(),
    ]),
  ].filter((text) => text !== '' && !(isOwnWord && text.toLowerCase() === secret.toLowerCase()));
}

/** The Base64 forms of a secret within other bytes, without the characters that depend on these bytes. */
function innerBase64(bytes: Buffer, offset: number): readonly string[] {
  const rest = bytes.subarray((3 - offset) % 3);
  const whole = rest.subarray(0, rest.length - (rest.length % 3));
  return [whole.toString('base64'), whole.toString('base64url')].filter(({ length }) => length >= minCaseLength);
}

/** Shorter texts occur in messages by chance. */
const minMaskedLength = 4;
/** Parts of a secret of at least this length are masked too. */
const minSplitLength = 16;
/** Length of the shortest masked part. */
const partLength = 8;

/**
 * Creates a function that replaces secrets in text that may repeat them: of a server, or of an error about an input.
 * Upper and lower case are not distinguished. Parts of a long secret are also replaced, because the text may contain it
 * shortened or split.
 *
 * @param list returns secrets in all their forms; called before the first text
 */
export function secretMask(list: () => readonly string[]): (text: string) => string {
  let forms: readonly string[] | undefined;
  const parts = new Set<string>();
  return (text) => {
    if (forms === undefined) {
      forms = list().flatMap((secret) => (secret.length < minMaskedLength ? [] : [lowerCase(secret)]));
      for (const form of forms) for (const part of partsOf(form)) parts.add(part);
    }
    const searched = lowerCase(text);
    const isSecret = new Uint8Array(text.length);
    for (const form of forms)
      for (let at = searched.indexOf(form); at >= 0; at = searched.indexOf(form, at + 1))
        isSecret.fill(1, at, at + form.length);
    if (parts.size > 0)
      for (let at = 0; at + partLength <= searched.length; at++)
        if (parts.has(searched.slice(at, at + partLength))) isSecret.fill(1, at, at + partLength);
    return withAsterisks(text, isSecret);
  };
}

function* partsOf(form: string): Generator<string, void, undefined> {
  if (form.length < minSplitLength) return;
  for (let from = 0; from + partLength <= form.length; from++) yield form.slice(from, from + partLength);
}

/** Lower-cases only ASCII letters, so that positions do not change. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function withAsterisks(text: string, isSecret: Uint8Array): string {
  let masked = '';
  for (let at = 0; at < text.length;) {
    const from = at;
    while (at < text.length && isSecret[at] === isSecret[from]) at++;
    masked += isSecret[from] === 1 ? '***' : text.slice(from, at);
  }
  return masked;
}

/** Returns the name of an input as users write it: `input "tags"` in a workflow, `--tag` on a command line. */
export type InputLabel = (name: string) => string;

/** Options that code below the commands names in errors. The code does not know which front end runs it. */
const namedOptions = [
  'allowOutsideLinks',
  'caFile',
  'certFile',
  'deleteTags',
  'exclude',
  'ifTagExists',
  'keepLatest',
  'keepTags',
  'keyFile',
  'maxUnpackedSize',
  'plainHttp',
  'sourceDir',
  'subDir',
  'symlinks',
] as const;

/** An option that code below the commands may name. */
export type NamedOption = (typeof namedOptions)[number];

/** Writes the name of an option in a message. {@link withOptionLabels} replaces it with the name of a front end. */
export function optionName(key: NamedOption): string {
  return marked(key);
}

/** Options of the library whose names are not those of the inputs in camelCase. */
const otherNames: Readonly<Record<string, string>> = { 'older-than': 'olderThanMs' };

/** Names inputs as options of the library: `` `caFile` `` for `ca-file`. */
export const plainLabel: InputLabel = (name) => marked(otherNames[name] ?? camelCase(name));

/** Replaces the options of the library in a message with the names of a front end. */
export function withOptionLabels(message: string, label: InputLabel): string {
  return namedOptions.reduce((text, key) => text.replaceAll(marked(key), () => label(inputNameOf(key))), message);
}

/** The name of an input in camelCase, which is its key in options of the library. */
export function camelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function inputNameOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function marked(key: string): string {
  return `\`${key}\``;
}

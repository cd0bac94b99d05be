import { isRecord, messageOf, OciError, printable } from '../spec/index.ts';

/** Maximum size of a document, bytes. */
export const maxYamlBytes: number = 4 * 1024 * 1024;

export interface YamlDocument {
  readonly value: unknown;
  /** The text of the document, without the line `---` before it. */
  readonly text: string;
}

/**
 * Parses the documents of a YAML file. JSON is valid input. Dates and other types of YAML 1.1 stay texts.
 *
 * @param name of the file in error messages
 * @throws OciError `INPUT_INVALID` for text that is not YAML, and for more than 4 MiB
 */
export async function parseYaml(content: Uint8Array, name: string): Promise<readonly unknown[]> {
  return (await parseYamlDocuments(content, name)).map(({ value }) => value);
}

/** Parses a YAML file as {@link parseYaml}, and keeps the texts of its documents. */
export async function parseYamlDocuments(content: Uint8Array, name: string): Promise<readonly YamlDocument[]> {
  const file = `"${printable(name, 300)}"`;
  if (content.byteLength > maxYamlBytes)
    throw new OciError('INPUT_INVALID', `${file} has ${content.byteLength} bytes, over the limit of ${maxYamlBytes}`);
  const { parseAllDocuments } = await import('yaml');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new OciError('INPUT_INVALID', `${file} is not UTF-8 text`);
  }
  const documents = parseAllDocuments(text);
  return [...documents].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw notYaml(file, error);
    try {
      const [start, , end] = document.range;
      return { value: document.toJS() as unknown, text: text.slice(start, end).replace(/^---[ \t]*\r?\n?/, '') };
    } catch (failure) {
      throw notYaml(file, failure);
    }
  });
}

/** Parses a YAML file of one document, an object. @throws OciError `INPUT_INVALID` */
export async function parseYamlObject(content: Uint8Array, name: string): Promise<Readonly<Record<string, unknown>>> {
  const documents = await parseYaml(content, name);
  const [value] = documents;
  if (documents.length === 1 && isRecord(value)) return value;
  throw new OciError('INPUT_INVALID', `"${printable(name, 300)}" is not one YAML document with keys and values`);
}

function notYaml(file: string, error: unknown): OciError {
  const [line = ''] = messageOf(error).split('\n');
  return new OciError('INPUT_INVALID', `${file} is not valid YAML: ${printable(line.replace(/:$/, ''), 200)}`);
}

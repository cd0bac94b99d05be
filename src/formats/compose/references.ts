import { isRecord } from '../../spec/index.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * The files on disk that a document of a Compose file includes or extends, as they are written there. Remote files and
 * texts with variables are omitted.
 */
export function localReferences(document: Values): readonly string[] {
  const { include, services } = document;
  const references = Array.isArray(include) ? include.flatMap(includedPaths) : [];
  for (const service of isRecord(services) ? Object.values(services) : []) {
    const parent = isRecord(service) ? service['extends'] : undefined;
    if (isRecord(parent)) references.push(...texts(parent['file']));
  }
  return references.filter(isLocal);
}

/** An entry of `include`: a path, or an object with one or several paths. */
function includedPaths(entry: unknown): readonly string[] {
  return texts(isRecord(entry) ? entry['path'] : entry);
}

function texts(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string');
}

/** Docker Compose loads the other ones with git or from a registry. */
function isLocal(path: string): boolean {
  return !/^[a-z][a-z\d+.-]*:\/\/|^git@|^github\.com\/|\$/i.test(path);
}

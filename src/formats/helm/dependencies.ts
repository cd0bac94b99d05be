import { compareBytes, isRecord, printable } from '../../spec/index.ts';
import type { FieldReader, InvalidChart } from './fields.ts';

/** A chart that a chart needs, with the keys in the order of Helm's JSON. */
export interface ChartDependency {
  readonly name: string;
  readonly version: string | undefined;
  readonly repository: string;
  readonly condition: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly enabled: true | undefined;
  readonly 'import-values': readonly unknown[] | undefined;
  readonly alias: string | undefined;
}

/** @throws OciError `INPUT_INVALID` */
export function readDependencies(fields: FieldReader, invalid: InvalidChart): readonly ChartDependency[] {
  const keys = new Set<string>();
  return fields.objects('dependencies').map((dependency) => {
    const name = dependency.text('name') ?? '';
    const alias = dependency.raw('alias');
    if (alias !== undefined && !/^[a-zA-Z0-9_-]+$/.test(alias))
      throw invalid(
        `has a dependency "${printable(name, 100)}" whose alias has other characters than letters and digits`,
      );
    const key = alias ?? name;
    if (keys.has(key)) throw invalid(`has two dependencies with the name or alias "${printable(key, 100)}"`);
    keys.add(key);
    return {
      name,
      version: dependency.text('version'),
      repository: dependency.text('repository') ?? '',
      condition: dependency.text('condition'),
      tags: dependency.texts('tags'),
      enabled: dependency.flag('enabled'),
      'import-values': dependency.list('import-values')?.map(sorted),
      alias,
    };
  });
}

/** Sorts keys, as Go encodes maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).sort(compareBytes);
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}

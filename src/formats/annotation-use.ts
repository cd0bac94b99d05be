import { printable, type Annotations } from '../spec/index.ts';
import type { ArtifactPlan, IndexPlan } from '../transfer/index.ts';
import type { PlanningFormat, PlanOptions, Source } from './format.ts';

/**
 * Plans an artifact, and adds a notice for each key of `fileAnnotations` that the format did not read: a path that
 * names no file, or a part of the manifest that the format determines itself.
 *
 * @throws OciError as `Format.plan`
 */
export async function planWithAnnotationNotices(
  format: PlanningFormat,
  source: Source,
  options: PlanOptions,
): Promise<ArtifactPlan | IndexPlan> {
  if (options.fileAnnotations === undefined) return format.plan(source, options);
  const used = new Set<string>();
  const fileAnnotations = withUse(options.fileAnnotations, used);
  const plan = await format.plan(source, { ...options, fileAnnotations });
  const unused = Object.keys(fileAnnotations).filter((key) => !used.has(key));
  return { ...plan, notices: [...(plan.notices ?? []), ...unused.map((key) => noticeOf(key, format.name))] };
}

function noticeOf(key: string, format: string): string {
  const name = `the annotations of "${printable(key, 200)}" are not used`;
  return key.startsWith('$')
    ? `${name}: the format "${format}" has no such part, or determines it itself`
    : `${name}: no file has this path in the format "${format}"`;
}

/** Records the keys that are read. */
function withUse(
  annotations: Readonly<Record<string, Annotations>>,
  used: Set<string>,
): Readonly<Record<string, Annotations>> {
  const properties = Object.entries(annotations).map(([key, value]): readonly [string, PropertyDescriptor] => [
    key,
    {
      enumerable: true,
      get: () => {
        used.add(key);
        return value;
      },
    },
  ]);
  return Object.defineProperties({}, Object.fromEntries(properties));
}

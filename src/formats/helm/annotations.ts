import {
  annotationCreated,
  annotationRevision,
  annotationSource,
  annotationTitle,
  annotationVersion,
  type Annotations,
} from '../../spec/index.ts';
import type { PlanOptions } from '../format.ts';
import { manifestAnnotations } from '../manifest-parts.ts';
import type { ChartMaintainer, ChartMetadata } from './metadata.ts';

const annotationAuthors = 'org.opencontainers.image.authors';
const annotationDescription = 'org.opencontainers.image.description';
const annotationUrl = 'org.opencontainers.image.url';

/**
 * The annotations of the manifest: those of the workflow, then those that Helm computes, those of the chart, and those
 * of the user. Later ones have precedence, but the chart cannot overwrite its title and version.
 *
 * @throws OciError `DATE_INVALID`
 */
export function chartAnnotations(metadata: ChartMetadata, options: PlanOptions): Annotations {
  const { name, version, description, home, sources = [], maintainers = [] } = metadata;
  const { workflow, timestamp, fileAnnotations } = options;
  const own = metadata.annotations ?? {};
  const created = timestamp ?? fileAnnotations?.['$manifest']?.[annotationCreated] ?? own[annotationCreated];
  const given = manifestAnnotations({ ...options, timestamp: created });
  const defaults: Readonly<Record<string, string | undefined>> = {
    [annotationSource]: workflow?.repositoryUrl,
    [annotationRevision]: workflow?.commit,
    [annotationVersion]: options.version,
  };
  const entries = Object.entries(given);
  const isDefault = ([key, value]: readonly [string, string]): boolean => defaults[key] === value;
  return {
    ...Object.fromEntries(entries.filter(isDefault)),
    ...withoutBlank({
      [annotationDescription]: description,
      [annotationUrl]: home,
      [annotationSource]: sources[0],
      [annotationAuthors]: maintainers.map(authorText).join(', '),
    }),
    ...own,
    [annotationTitle]: name,
    [annotationVersion]: version,
    ...Object.fromEntries(entries.filter((entry) => !isDefault(entry))),
  };
}

function authorText({ name = '', email }: ChartMaintainer): string {
  return email === undefined ? name : `${name} (${email})`;
}

function withoutBlank(annotations: Readonly<Record<string, string | undefined>>): Annotations {
  const entries = Object.entries(annotations).filter(
    (entry): entry is [string, string] => (entry[1] ?? '').trim() !== '',
  );
  return Object.fromEntries(entries);
}

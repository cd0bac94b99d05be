import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { annotationTitle, OciError, printable } from '../spec/index.ts';
import type { ArtifactPlan } from '../transfer/index.ts';
import { packedLayer } from './directory.ts';
import type { ArtifactNames, Format, PlanOptions, Source } from './format.ts';
import { manifestParts } from './manifest-parts.ts';
import { gzipLayer, isDirectory, rejectOptions, singlePath } from './preset.ts';

interface Database {
  /** File of the database in a directory. */
  readonly file: string;
  readonly title: string;
  readonly mediaType: string;
  /** The tag that Trivy reads: the version of the schema. */
  readonly tag: string;
}

const databases: readonly Database[] = [
  {
    file: 'trivy.db',
    title: 'db.tar.gz',
    mediaType: 'application/vnd.aquasec.trivy.db.layer.v1.tar+gzip',
    tag: '2',
  },
  {
    file: 'trivy-java.db',
    title: 'javadb.tar.gz',
    mediaType: 'application/vnd.aquasec.trivy.javadb.layer.v1.tar+gzip',
    tag: '1',
  },
];

/** A vulnerability database of Trivy: a directory with its files, or the archive of them. */
export const trivyDb: Format = {
  name: 'trivy-db',
  async names(source: Source): Promise<ArtifactNames> {
    return { tags: [(await databaseOf(singlePath('trivy-db', source))).tag] };
  },
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = singlePath('trivy-db', source);
    rejectOptions('trivy-db', options, ['config', 'artifactType', 'layerMediaType', 'mediaTypes', 'compression']);
    const { title, mediaType } = await databaseOf(path);
    const annotations = { [annotationTitle]: title, ...options.layerAnnotations };
    return {
      ...manifestParts({ ...options, artifactType: 'application/vnd.aquasec.trivy.config.v1+json' }),
      layers: [
        (await isDirectory(path))
          ? { ...packedLayer(path, mediaType, options), annotations }
          : await gzipLayer('trivy-db', path, mediaType, annotations),
      ],
    };
  },
};

/** The database in a directory by its file, and in an archive by its name. */
async function databaseOf(path: string): Promise<Database> {
  const isTree = await isDirectory(path);
  for (const database of databases) {
    if (isTree ? await exists(join(path, database.file)) : basename(path) === database.title) return database;
  }
  throw new OciError(
    'INPUT_INVALID',
    `"${printable(path, 300)}" is not a database of Trivy: give a directory with ` +
      `${databases.map(({ file }) => file).join(' or ')}, or an archive named ` +
      databases.map(({ title }) => title).join(' or '),
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

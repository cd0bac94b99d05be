import { basename } from 'node:path';

/** The programs that `src/` starts in workers. Each has its own file, next to the code that starts it. */
const sources = ['src/archive/unpack/unpack-worker.ts', 'src/archive/hash-layer-worker.ts'];

/** The sources of the programs of workers, by the names of their files in a build. */
export const workers: ReadonlyMap<string, string> = new Map(sources.map((source) => [basename(source, '.ts'), source]));

/** Modules whose evaluation does nothing else, so that only the used exports are bundled: all but the workers. */
export const modulesWithoutEffects: RegExp = new RegExp(
  `[\\\\/]src[\\\\/](?!.*(?:${[...workers.keys()].join('|')})).*\\.ts$`,
);

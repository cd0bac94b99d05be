// Builds the bundles of the actions and the command line into dist/ or the given directory. Deletes the directory
// first.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { rolldown, type Plugin } from 'rolldown';
import { lazyRequires } from './lazy-requires.ts';
import { undiciParts } from './undici-parts.ts';
import { modulesWithoutEffects, workers } from './workers.ts';

const root = join(import.meta.dirname, '..');
const [, , given] = process.argv;
const dist = given === undefined ? join(root, 'dist') : resolve(given);

const entries: Readonly<Record<string, string>> = {
  push: join(root, 'src/action/push.ts'),
  'push-post': join(root, 'src/action/push-post.ts'),
  pull: join(root, 'src/action/pull.ts'),
  copy: join(root, 'src/action/copy.ts'),
  attach: join(root, 'src/action/attach.ts'),
  index: join(root, 'src/action/index-entry.ts'),
  prune: join(root, 'src/action/prune.ts'),
  cache: join(root, 'src/action/cache.ts'),
  'cache-post': join(root, 'src/action/cache-post.ts'),
  'cache-restore': join(root, 'src/action/cache-restore.ts'),
  'cache-save': join(root, 'src/action/cache-save.ts'),
  serve: join(root, 'src/action/serve.ts'),
  'serve-post': join(root, 'src/action/serve-post.ts'),
  'serve-background': join(root, 'src/action/serve-background.ts'),
  cli: join(root, 'src/cli/cli.ts'),
};

const undiciDirectory = join(realpathSync(join(root, 'node_modules', 'undici')), sep);
/** Another version of undici belongs to `@actions/cache`. */
const isUndici = (id: string): boolean => id.startsWith('\0undici') || id.startsWith(undiciDirectory);

/** Lets a cache read the time without Node's module of measurements, which takes a millisecond to load. */
const withoutMeasurements: Plugin = {
  name: 'without-measurements',
  transform: (code, id) =>
    /node_modules[\\/]lru-cache[\\/]/.test(id) ? { code: `const performance = undefined;\n${code}` } : undefined,
};

/** What every command loads, and the help. */
const runParts = [
  ...['format', 'failure', 'printer', 'progress'].map((name) => `output/${name}`),
  ...['flags', 'list', 'option', 'output', 'run-command'].map((name) => `commands/${name}`),
];

/** The options that most commands have. */
const optionParts = [
  ...['byte-string', 'file-system-error'].map((name) => `fs/${name}`),
  ...['wildmatch', 'ignore-rule', 'names'].map((name) => `archive/walk/${name}`),
  'output/reporter',
  ...['command', 'option-types', 'run-options', 'connection-log'].map((name) => `commands/${name}`),
  ...['ca-file', 'client-options', 'registry-options', 'location-options'].map((name) => `commands/${name}`),
  ...['cache-options', 'annotation-options', 'verify-options'].map((name) => `commands/${name}`),
];

/** What `push`, `attach` and `pull` load to recognize a format. */
const formatParts = [
  ...[
    'annotation-use',
    'directory',
    'file-patterns',
    'files',
    'formats',
    'helm',
    'semantic-version',
    'sif',
    'wasm',
  ].map((name) => `formats/${name}`),
  'formats/helm/chart-names',
  ...['safe-path', 'read-file'].map((name) => `fs/${name}`),
];

/** What `push` and `attach` load to build an artifact. */
const buildParts = [
  ...['build', 'build-store', 'directory-layer', 'file-layer', 'layer-reuse', 'store-config', 'store-layers'].map(
    (name) => `transfer/${name}`,
  ),
  'transfer/write-manifest',
];

/** What all commands load that read manifests. */
const fetchParts = ['copy-options', 'fetch', 'metadata'].map((name) => `transfer/${name}`);

/** What all commands load that move content. */
const transferParts = [
  ...['copy-graph', 'publish', 'recursive', 'tag-lookup', 'unlisted-referrers'].map((name) => `transfer/${name}`),
  ...['matching-tags', 'observed', 'verify-location'].map((name) => `operations/${name}`),
];

/** What every command loads that connects to a registry. */
const connectParts = [
  ...['lock-holder', 'lock-file', 'atomic-file', 'entry-kind'].map((name) => `fs/${name}`),
  ...['secret-json', 'config-file', 'registry-key', 'credential'].map((name) => `credentials/${name}`),
  ...['private-host', 'redact', 'address-guard', 'location', 'spare-connections', 'write-errors', 'connections'].map(
    (name) => `http/${name}`,
  ),
  ...['head-timeout', 'dispatch', 'network-error', 'upload'].map((name) => `http/${name}`),
  'connect/open-location',
  'transfer/read-progress',
];

function parts(names: readonly string[]): RegExp {
  return new RegExp(`[\\\\/]src[\\\\/](?:${names.join('|').replaceAll('/', '[\\\\/]')})\\.ts$`);
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const bundle = await rolldown({
  input: entries,
  cwd: root,
  platform: 'node',
  // Runners have Node 24. The command line must also run on the minimum version in package.json.
  transform: { target: 'node22' },
  // The entries and the lazily loaded modules have no users outside the bundles.
  preserveEntrySignatures: 'allow-extension',
  // Fixed conditions, so that the bundle does not depend on other installed packages.
  resolve: { conditionNames: ['node', 'import', 'default'] },
  plugins: [undiciParts(root), withoutMeasurements, lazyRequires()],
  treeshake: {
    moduleSideEffects: [
      // Otherwise every program would contain everything that the index of a module exports.
      { test: /[\\/]src[\\/].*\.ts$/, sideEffects: false },
      // Its unused code for identity tokens contains an HTTP client.
      { test: /node_modules[\\/]@actions[\\/]core[\\/]/, sideEffects: false },
    ],
  },
  onLog(level, log, handler) {
    // Circular imports in third-party code cannot be fixed here.
    if (log.code === 'CIRCULAR_DEPENDENCY' && log.message.includes('node_modules')) return;
    handler(level, log);
  },
});
const { output } = await bundle.write({
  dir: dist,
  // Node loads CommonJS in less time than ES modules, and can load it later.
  format: 'cjs',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name].js',
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      // A program loads these parts at different times, or only some of them.
      { name: 'llhttp', test: (id) => isUndici(id) && id.includes('llhttp_simd-wasm') },
      { name: 'llhttp-without-simd', test: (id) => isUndici(id) && id.includes('llhttp-wasm') },
      { name: 'undici-proxy', test: (id) => isUndici(id) && /proxy-agent|api-connect/.test(id) },
      { name: 'undici', test: isUndici },
      { name: 'lru-cache', test: /node_modules[\\/]lru-cache[\\/]/ },
      { name: 'valibot', test: /node_modules[\\/]valibot[\\/]/ },
      // Only a verification of signatures loads these packages.
      { name: 'tuf', test: /node_modules[\\/](?:@sigstore[\\/]tuf|@tufjs|tuf-js|@gar)[\\/]/ },
      { name: 'sigstore', test: /node_modules[\\/]@sigstore[\\/]/ },
      { name: 'verification', test: /[\\/]src[\\/]verification[\\/]/ },
      // Each file costs about 0.3 ms, so what every command loads is in few of them.
      {
        name: 'spec',
        test: /[\\/]src[\\/](?:spec|concurrency|registry|streams)[\\/](?!hash-worker|run-to-end|thread-pool)/,
      },
      { name: 'run', test: parts(runParts) },
      { name: 'options', test: parts(optionParts) },
      { name: 'formats', test: parts(formatParts) },
      { name: 'build', test: parts(buildParts) },
      { name: 'fetch', test: parts(fetchParts) },
      { name: 'transfer', test: parts(transferParts) },
      { name: 'transport', test: parts(connectParts) },
      // A server loads it when a browser asks.
      { name: 'page', test: /[\\/]src[\\/]page[\\/]/ },
      { name: 'layout', test: /[\\/]src[\\/]layout[\\/]/ },
      { name: 'aws-credentials', test: /node_modules[\\/](?:@aws-sdk|@aws|@smithy)[\\/]/ },
      { name: 'tldts', test: /node_modules[\\/]tldts(?:-core)?[\\/]/ },
    ],
  },
  minify: false,
  comments: { legal: false, jsdoc: false },
});
await bundle.close();
// The package has ES modules.
await writeFile(join(dist, 'package.json'), '{ "type": "commonjs" }\n');

// A worker has its own file with all its code, because it starts faster than with the chunks of the programs.
for (const [name, source] of workers) {
  const worker = await rolldown({
    input: join(root, source),
    cwd: root,
    platform: 'node',
    transform: { target: 'node22' },
    treeshake: { moduleSideEffects: [{ test: modulesWithoutEffects, sideEffects: false }] },
    plugins: [lazyRequires()],
  });
  await worker.write({
    file: join(dist, 'chunks', `${name}.js`),
    format: 'cjs',
    minify: false,
    comments: { legal: false, jsdoc: false },
  });
  await worker.close();
}

const packages = new Set<string>();
for (const chunk of output) {
  if (chunk.type !== 'chunk') continue;
  for (const id of chunk.moduleIds) {
    const directory = packageDirectory(id);
    if (directory !== undefined) packages.add(directory);
  }
}
await writeFile(join(dist, 'licenses.txt'), licenceTexts([...packages]));

/**
 * The package that a bundled module belongs to: the nearest directory below node_modules whose package.json has a name.
 */
function packageDirectory(moduleId: string): string | undefined {
  const path = moduleId.replace(/^\0/, '').split('?', 1)[0] ?? '';
  if (!path.includes('node_modules/')) return undefined;
  for (let directory = dirname(path); directory.includes('node_modules'); directory = dirname(directory)) {
    const manifest = join(directory, 'package.json');
    if (existsSync(manifest) && typeof readJson(manifest)['name'] === 'string') return directory;
  }
  return undefined;
}

function licenceTexts(directories: readonly string[]): string {
  const sections = directories.map((directory) => {
    const manifest = readJson(join(directory, 'package.json'));
    const file = readdirSync(directory).find((name) => /^(?:licen[cs]e|copying)/i.test(name));
    const text =
      file === undefined
        ? `Licence: ${String(manifest['license'])} (the package carries no licence text)`
        : readFileSync(join(directory, file), 'utf8').trim();
    return { name: `${String(manifest['name'])} ${String(manifest['version'])}`, text };
  });
  sections.sort((a, b) => (a.name < b.name ? -1 : 1));
  const unique = sections.filter((section, index) => sections[index - 1]?.name !== section.name);
  const header = 'The files in this directory contain code of the packages below, under their own licences.\n';
  const [line, dashes] = ['='.repeat(80), '-'.repeat(80)];
  const texts = unique.map(({ name, text }) => [line, name, dashes, text.replaceAll('\r\n', '\n'), ''].join('\n'));
  return `${header}\n${texts.join('\n')}`;
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

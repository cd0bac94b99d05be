import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlace, placeNames, toolsIn, type Place, type PlaceName, type Tools } from './exchange/places.ts';
import { readers, type Published } from './exchange/readers.ts';
import { writers, type Written } from './exchange/writers.ts';
import { temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { listTree, makeTree } from './trees.ts';

const opened = new AsyncDisposableStack();
const places = new Map<PlaceName, Place>();
let work: TemporaryDirectory;
let source: string;
let tree: readonly string[];

beforeAll(async () => {
  work = opened.use(await temporaryDirectory());
  for (const name of placeNames) places.set(name, opened.use(await openPlace(name, join(work.path, 'layouts'))));
  source = join(work.path, 'source');
  await makeTree(join(source, 'bundle'));
  await writeFile(join(source, 'notes.txt'), 'notes\n');
  await writeFile(join(source, 'config.json'), '{"kind":"example"}');
  await writeFile(join(source, 'report.json'), '{"passed":true}\n');
  tree = await listTree(source);
});
afterAll(() => opened.disposeAsync());

function placeOf(name: PlaceName): Place {
  const place = places.get(name);
  if (place === undefined) throw new Error(`${name} is not open`);
  return place;
}

/** The lines of these files and directories in the list of the source tree. */
function below(names: readonly string[]): readonly string[] {
  const isParent = (line: string): boolean =>
    names.some((name) => line === `${name.slice(0, name.indexOf('/'))} directory`);
  return tree.filter(
    (line) => isParent(line) || names.some((name) => line.startsWith(`${name} `) || line.startsWith(`${name}/`)),
  );
}

interface Json {
  readonly [key: string]: unknown;
}

describe.each(placeNames)('%s', (placeName) => {
  let place: Place;
  let elsewhere: Place;
  let tools: Tools;
  /** References for our command line, here and at another place. */
  let here: readonly string[];
  let there: readonly string[];

  beforeAll(async () => {
    place = placeOf(placeName);
    elsewhere = placeOf(place.host === undefined ? 'the embedded registry' : 'an image layout');
    tools = await toolsIn(await mkdtemp(join(work.path, 'home-')), places.values());
    here = place.host === undefined ? [] : ['--plain-http'];
    there = elsewhere.host === undefined ? [] : ['--plain-http'];
  });

  const manifestAt = async (reference: string, flags: readonly string[]): Promise<string> =>
    (await tools.cli(['manifest', reference, '--json', ...flags])).trimEnd();

  describe.each(Object.entries(writers))('artifacts of %s', (peer, write) => {
    let written: Written;
    let v1: string;
    beforeAll(async () => {
      written = await write(place, source, tools);
      v1 = place.ours(written.name, ':v1');
    });

    it('can be pulled', async () => {
      const out = await mkdtemp(join(tools.home, `${peer}-`));
      const outputs = JSON.parse(
        await tools.cli(['pull', v1, '-o', out, '--preserve-permissions', '--json', ...here]),
      ) as Json;
      expect(await listTree(out)).toEqual(below(written.files));
      expect(outputs).toMatchObject({ 'artifact-type': written.artifactType, annotations: { team: 'a' } });
    });

    it('can be pulled from an index by platform', async () => {
      const out = await mkdtemp(join(tools.home, `${peer}-`));
      await tools.cli([
        'pull',
        place.ours(written.name, ':all'),
        '-o',
        out,
        '--preserve-permissions',
        '--platform',
        'linux/arm64',
        ...here,
      ]);
      expect(await listTree(out)).toEqual(below(written.arm64));
    });

    it('can be listed, and copied with attached artifacts', async () => {
      const tags = JSON.parse(await tools.cli(['tags', place.ours(written.name, ''), '--json', ...here])) as Json;
      expect(tags).toMatchObject({ tags: expect.arrayContaining(['all', 'v1']) as unknown });
      const copied = join('copied', peer, placeName.replaceAll(/\W/g, ''));
      for (const tag of [':v1', ':all']) {
        await tools.cli([
          'copy',
          place.ours(written.name, tag),
          elsewhere.ours(copied, tag),
          '--recursive',
          '--plain-http',
        ]);
        expect(await manifestAt(elsewhere.ours(copied, tag), there)).toBe(
          await manifestAt(place.ours(written.name, tag), here),
        );
      }
      for (const [reference, flags] of [
        [v1, here],
        [elsewhere.ours(copied, ':v1'), there],
      ] as const) {
        const { referrers } = JSON.parse(await tools.cli(['referrers', reference, '--json', ...flags])) as {
          readonly referrers: readonly Json[];
        };
        const { attached } = written;
        expect(referrers).toMatchObject(attached === undefined ? [] : [{ 'artifact-type': attached.artifactType }]);
        if (attached === undefined) continue;
        const out = await mkdtemp(join(tools.home, 'attached-'));
        await tools.cli([
          'pull',
          reference.replace(/:v1$/, `@${String(referrers[0]?.['digest'])}`),
          '-o',
          out,
          ...flags,
        ]);
        expect(await readFile(join(out, attached.file))).toEqual(await readFile(join(source, attached.file)));
      }
    });
  });

  describe('our artifacts', () => {
    let published: Published;
    beforeAll(async () => {
      const name = 'acme/ours';
      const target = (what: string): string => `${place.host === undefined ? '' : 'oci://'}${place.ours(name, what)}`;
      const push = async (directory: string, tag: string): Promise<string> => {
        // The tag of a layout is an option.
        const to = place.host === undefined ? [target(''), '--tag', tag] : [target(`:${tag}`), '--plain-http'];
        return String((JSON.parse(await tools.cli(['push', directory, ...to, '--json'])) as Json)['digest']);
      };
      const digest = await push(source, 'v1');
      const small = join(tools.home, 'small');
      await mkdir(join(small, 'for'), { recursive: true });
      await writeFile(join(small, 'for/arm64.txt'), 'arm64\n');
      await push(small, 'arm64');
      await tools.cli(['index', place.ours(name, ':all'), 'v1=linux/amd64', 'arm64=linux/arm64', ...here]);
      const attached = JSON.parse(
        await tools.cli(
          [
            'attach',
            place.ours(name, ':v1'),
            'report.json',
            '--artifact-type',
            'application/vnd.example.report',
            '--json',
            ...here,
          ],
          source,
        ),
      ) as Json;
      published = {
        name,
        digest,
        tree,
        arm64: await listTree(small),
        attached: {
          digest: String(attached['digest']),
          artifactType: 'application/vnd.example.report',
          file: 'report.json',
          content: '{"passed":true}\n',
        },
        manifests: {
          v1: await manifestAt(place.ours(name, ':v1'), here),
          all: await manifestAt(place.ours(name, ':all'), here),
        },
      };
    });

    it.each(Object.entries(readers))('can be read by %s', async (_, read) => {
      await read(place, published, elsewhere, tools);
    });
  });
});

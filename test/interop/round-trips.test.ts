import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from './registries.ts';
import { SteppingProxy } from './stepping-proxy.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');

// docs/architecture.md describes these sequences. The requests of one inner list are sent at the same time.
const lookups = ['HEAD blobs/DIGEST', 'HEAD manifests/v1'];
const push = [
  lookups,
  ['POST blobs/uploads/', 'POST blobs/uploads/'],
  ['PUT blobs/uploads/ID', 'PUT blobs/uploads/ID'],
  ['PUT manifests/v1'],
];
const pushOtherContent = [
  lookups,
  ['HEAD blobs/DIGEST'],
  ['POST blobs/uploads/'],
  ['PUT blobs/uploads/ID'],
  ['PUT manifests/v1'],
];
const pushOtherManifest = [lookups, ['HEAD blobs/DIGEST'], ['PUT manifests/v1']];
const pull = [['GET manifests/v1'], ['GET blobs/DIGEST']];
const copy = [
  ['GET manifests/v1'],
  ['HEAD manifests/DIGEST'],
  ['POST blobs/uploads/?mount', 'POST blobs/uploads/?mount'],
  ['PUT manifests/v1'],
];
const attach = [
  ['HEAD blobs/DIGEST', 'HEAD blobs/DIGEST', 'HEAD manifests/v1'],
  ['POST blobs/uploads/'],
  ['PUT blobs/uploads/ID'],
  // The first one reads the index of referrers, in case the registry has no referrers API.
  ['GET manifests/DIGEST', 'PUT manifests/DIGEST'],
];
/** Without the referrers API. */
const listReferrer = [['PUT manifests/DIGEST'], ['GET manifests/DIGEST']];

describe.each(loopbackRegistries)('the requests of an operation on %s', (name, open) => {
  const hasReferrers = !name.startsWith('distribution');
  let registry: LoopbackRegistry;
  let proxy: SteppingProxy;
  let work: TemporaryDirectory;
  let source: string;

  beforeAll(async () => {
    registry = await open();
    proxy = await SteppingProxy.start(registry.host);
    work = await temporaryDirectory();
    source = join(work.path, 'source');
    await mkdir(source);
    for (let index = 0; index < 8; index++) await writeFile(join(source, `file-${index}.txt`), `content ${index}`);
    await writeFile(join(work.path, 'sbom.json'), '{"a":1}');
    await writeFile(join(work.path, 'other.json'), '{"b":1}');
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
    await work[Symbol.asyncDispose]();
  });

  const peer = (repository: string): string => `${proxy.host}/acme/${repository}`;
  const target = (repository: string): string => `oci://${peer(repository)}`;

  /** Runs our command, and compares the steps of its requests. */
  async function expectSteps(steps: readonly (readonly string[])[], ...args: readonly string[]): Promise<void> {
    proxy.expect(steps.map(({ length }) => length));
    await must('node', [cli, ...args, '--plain-http'], { cwd: work.path });
    expect({ steps: proxy.steps, timeouts: proxy.timeouts }).toEqual({ steps, timeouts: 0 });
  }

  async function publish(reference: string): Promise<void> {
    proxy.expect([]);
    await must('node', [cli, 'push', source, target(reference), '--plain-http']);
  }

  /** Runs the same operation of ORAS, and compares the number of requests. */
  async function expectNotMoreThanOras(
    steps: readonly (readonly string[])[],
    ...args: readonly string[]
  ): Promise<void> {
    proxy.expect([]);
    const { code, stderr } = await run('oras', [...args], { cwd: work.path });
    expect(code, stderr).toBe(0);
    expect(steps.flat().length).toBeLessThanOrEqual(proxy.requests.length);
  }

  it('a push, a repeated push, and pushes of other content and of other annotations', async () => {
    await expectSteps(push, 'push', source, target('push:v1'));
    await expectSteps([lookups], 'push', source, target('push:v1'));
    await writeFile(join(source, 'file-0.txt'), `other content on ${name}`);
    await expectSteps(pushOtherContent, 'push', source, target('push:v1'));
    await expectSteps(pushOtherManifest, 'push', source, target('push:v1'), '--annotation', 'a=b');
    await expectNotMoreThanOras(push, 'push', '--plain-http', peer('theirs:v1'), 'source');
    await expectNotMoreThanOras([lookups], 'push', '--plain-http', peer('theirs:v1'), 'source');
  });

  it('a pull', async () => {
    await publish('pull:v1');
    await expectSteps(pull, 'pull', target('pull:v1'), '--output-dir', join(work.path, 'out'));
    await expectNotMoreThanOras(pull, 'pull', '--plain-http', '-o', 'their-out', peer('pull:v1'));
  });

  it('a copy in one registry', async () => {
    await publish('from:v1');
    await expectSteps(copy, 'copy', target('from:v1'), target('to:v1'));
    const flags = ['--from-plain-http', '--to-plain-http'];
    await expectNotMoreThanOras(copy, 'copy', ...flags, peer('from:v1'), peer('copied:v1'));
  });

  it('a lookup', async () => {
    await publish('resolve:v1');
    await expectSteps([['HEAD manifests/v1']], 'resolve', target('resolve:v1'));
    await expectNotMoreThanOras([['HEAD manifests/v1']], 'resolve', '--plain-http', peer('resolve:v1'));
  });

  it('an attachment', async () => {
    await publish('attach:v1');
    const steps = hasReferrers ? attach : [...attach, ...listReferrer];
    const type = ['--artifact-type', 'a/b'];
    await expectSteps(steps, 'attach', target('attach:v1'), 'sbom.json:application/json', ...type);
    await expectNotMoreThanOras(steps, 'attach', '--plain-http', ...type, peer('attach:v1'), 'other.json');
  });
});

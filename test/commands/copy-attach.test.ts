import { describe, expect, it } from 'vitest';
import { tagsOfCopy } from '../../src/operations/copy.ts';
import { CopyError } from '../../src/transfer/index.ts';
import { attach, attachPlan } from '../../src/commands/attach.ts';
import { copy, copyFailure, copySides, type CopySides } from '../../src/commands/copy.ts';
import { registryAccess } from '../../src/commands/registry-options.ts';
import { readInputs, type RawValues } from '../../src/commands/option.ts';
import { explainFailure } from '../../src/output/index.ts';
import { descriptorOf, digestOf, OciError, parseLocation, resultAt, withDefaultTag } from '../../src/spec/index.ts';

const label = (name: string): string => `input "${name}"`;
const digest = digestOf('content');

async function read(raw: RawValues, notices: string[] = []): Promise<CopySides> {
  const given = { source: 'ghcr.io/a/staging:v1', target: 'ghcr.io/a/production', ...raw };
  const context = { label, env: {}, notice: (text: string) => notices.push(text) };
  return copySides(await readInputs(copy.options, given, context), context);
}

describe('inputs of copy', () => {
  it.each([
    [{}, ['v1']],
    [{ tags: 'latest v1' }, ['v1', 'latest']],
    [{ target: 'ghcr.io/a/production:v2' }, ['v2']],
    [{ target: 'ghcr.io/a/production:v2', tags: 'v2,stable\nghcr.io/a/production:x' }, ['v2', 'stable', 'x']],
    [{ source: 'ghcr.io/a/staging' }, ['latest']],
    [{ source: `ghcr.io/a/staging@${digest}` }, []],
    [{ source: `ghcr.io/a/staging@${digest}`, tags: 'v1' }, ['v1']],
    [{ source: `ghcr.io/a/staging:v1@${digest}` }, ['v1']],
    [{ target: `ghcr.io/a/production@${digest}` }, []],
    [{ target: `ghcr.io/a/production:v3@${digest}` }, ['v3']],
    [{ target: './layout', tags: 'x' }, ['v1', 'x']],
    [{ target: './layout:v2' }, ['v2']],
  ])('%j writes the tags %j', async (raw, tags) => {
    const { plan, items } = await read(raw);
    const [{ source, target }] = items;
    expect(tagsOfCopy({ ...plan, source, target }, withDefaultTag(source))).toEqual(tags);
  });

  it('connects to each side with its own settings', async () => {
    const { from, to } = await read({
      'plain-http': 'true',
      'to-plain-http': 'false',
      'from-insecure-tls': 'true',
      'from-username': 'reader',
      'from-password': 'r',
      'to-username': 'writer',
      'to-password': 'w',
    });
    expect(from).toMatchObject({ plainHttp: true, insecureTls: true, username: 'reader', password: 'r', attempts: 5 });
    expect(to).toMatchObject({ plainHttp: false, insecureTls: false, username: 'writer', password: 'w' });
  });

  it('converts the repository to lower case with a notice, but not the tag', async () => {
    const notices: string[] = [];
    const { items } = await read({ target: 'oci://GHCR.io/Acme/App:V1' }, notices);
    expect(items[0].target).toMatchObject({ registry: 'ghcr.io', repository: 'acme/app', tag: 'V1' });
    expect(notices).toEqual([expect.stringContaining('input "target": repositories are lower-case')]);
  });

  it.each<[RawValues, RegExp]>([
    [{ source: '' }, /^input "source": it is missing/],
    [{ target: '' }, /^input "target": it is missing/],
    [{ source: 'word' }, /^input "source": .*names no registry/],
    [{ target: 'acme/app' }, /^input "target": .*names no registry/],
    [{ target: 'ghcr.io/a/b', tags: 'ghcr.io/a/other:x' }, /^input "tags": .*another repository/],
    [{ tags: '-x' }, /^input "tags": "-x" is not a tag/],
    [{ recursive: 'yes' }, /^input "recursive": "yes" is not a boolean/],
    [{ platform: 'amd64' }, /^input "platform": "amd64" is not a platform/],
    [{ concurrency: '0' }, /^input "concurrency": "0"/],
    [{ retries: '99' }, /^input "retries": "99"/],
    [{ timeout: 'soon' }, /^input "timeout": "soon"/],
    [{ 'from-username': 'me' }, /^input "from-password": it is missing although input "from-username"/],
    [{ 'to-password': 'secret' }, /^input "to-username": it is missing although input "to-password"/],
    [{ 'to-plain-http': 'maybe' }, /^input "to-plain-http": "maybe" is not a boolean/],
    [{ 'from-ca-file': '/nowhere.pem' }, /^input "from-ca-file": "\/nowhere.pem" cannot be read/],
    [{ 'ca-file': '/nowhere.pem' }, /^input "ca-file": /],
  ])('rejects %j with the name of the option', async (raw, message) => {
    await expect(read(raw)).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringMatching(message) });
  });

  it('does not quote a possible password (AU-14)', async () => {
    const error: unknown = await read({ source: 'me:canary@ghcr.io/a/b' }).catch((failure: unknown) => failure);
    expect(String(error)).toMatch(/input "source"/);
    expect(String(error)).not.toContain('canary');
  });
});

describe('a failed copy', () => {
  it('names the side that failed, and the inputs of that side', async () => {
    const inputs = await read({ target: 'registry.test/a/b' });
    const refused = new OciError('UNAUTHORIZED', 'registry said 401');
    const explain = (error: unknown): string => explainFailure(error, copyFailure(error, inputs, label));
    expect(explain(new CopyError('Resolve', 'source', refused))).toMatch(
      /^input "source": registry said 401; give input "from-username" and input "from-password", or log in to ghcr\.io/,
    );
    expect(explain(new CopyError('Push', 'destination', refused))).toMatch(
      /^input "target": .*input "to-username".*registry\.test/,
    );
  });
});

describe('the result of an operation', () => {
  const manifest = descriptorOf('application/vnd.oci.image.manifest.v1+json', Buffer.from('{}'));

  it('has the names of a manifest in a registry', () => {
    expect(resultAt(parseLocation('ghcr.io/a/b:v1'), { ...manifest, artifactType: 'x/y' }, ['v1', 'v2'])).toEqual({
      digest: manifest.digest,
      reference: 'ghcr.io/a/b:v1',
      pinnedReference: `ghcr.io/a/b@${manifest.digest}`,
      name: 'ghcr.io/a/b',
      tags: ['ghcr.io/a/b:v1', 'ghcr.io/a/b:v2'],
      mediaType: manifest.mediaType,
      artifactType: 'x/y',
      size: 2,
      annotations: {},
      checksums: `${manifest.digest.slice(7)}  ghcr.io/a/b`,
    });
    expect(resultAt(parseLocation('ghcr.io/a/b:v1'), { ...manifest, artifactType: undefined }, [])).toMatchObject({
      reference: `ghcr.io/a/b@${manifest.digest}`,
      tags: [],
      artifactType: '',
    });
  });

  it('has a parsable reference to a manifest in a layout', () => {
    const { reference, ...rest } = resultAt(parseLocation('./layout:v1'), { ...manifest, artifactType: undefined }, [
      'v1',
    ]);
    expect(parseLocation(reference)).toMatchObject({ kind: 'layout', tag: 'v1' });
    expect(rest).toMatchObject({ pinnedReference: '', name: '', tags: [], checksums: '' });
  });
});

describe('inputs of attach', () => {
  async function attachInputs(
    raw: RawValues,
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly plan: ReturnType<typeof attachPlan> }> {
    const given = { subject: 'ghcr.io/a/b:v1', files: 'sbom.json', 'artifact-type': 'application/spdx+json', ...raw };
    const context = { label, env, notice: () => undefined };
    const inputs = await readInputs(attach.options, given, context);
    await registryAccess(inputs, label);
    return { plan: attachPlan(inputs, context) };
  }

  it('reads files with and without media type', async () => {
    const { plan } = await attachInputs({
      files: 'a.json:application/json\n ./b \nC:\\x\\c.txt:text/plain\nC:/x/d\nwith:colon',
    });
    expect(plan.files).toEqual([
      { path: 'a.json', mediaType: 'application/json' },
      { path: './b' },
      { path: String.raw`C:\x\c.txt`, mediaType: 'text/plain' },
      { path: 'C:/x/d' },
      { path: 'with:colon' },
    ]);
  });

  it('reads the creation date', async () => {
    const date = async (raw: RawValues, env = {}): Promise<string | undefined> =>
      (await attachInputs(raw, env)).plan.annotations?.['org.opencontainers.image.created'];
    expect(await date({})).toBe('1970-01-01T00:00:00Z');
    expect(await date({}, { SOURCE_DATE_EPOCH: '1000000000' })).toBe('2001-09-09T01:46:40Z');
    expect(await date({ timestamp: '2026-01-31T12:00:00Z' }, { SOURCE_DATE_EPOCH: '1' })).toBe('2026-01-31T12:00:00Z');
  });

  it.each<[RawValues, RegExp]>([
    [{ subject: '' }, /^input "subject": it is missing/],
    [{ tags: '-x' }, /^input "tags": "-x" is not a tag/],
    [{ 'each-platform': 'yes' }, /^input "each-platform": "yes" is not a boolean/],
    [{ 'artifact-type': '' }, /^input "artifact-type": it is missing/],
    [{ 'artifact-type': 'sbom' }, /^input "artifact-type": "sbom" is not a media type/],
    [{ annotations: 'x' }, /^input "annotations": "x" has no "="/],
    [{ annotations: 'org.opencontainers.image.created=x' }, /RFC 3339/],
    [{ username: 'me' }, /^input "password"/],
  ])('rejects %j with the name of the option', async (raw, message) => {
    await expect(attachInputs(raw)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    });
  });
});

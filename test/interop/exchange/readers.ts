import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { listTree } from '../trees.ts';
import type { Place, Tools } from './places.ts';

/**
 * Our artifacts in the repository `name`: `v1` with an attached file, and `all`, an index of linux/amd64 and
 * linux/arm64.
 */
export interface Published {
  readonly name: string;
  readonly digest: string;
  readonly tree: readonly string[];
  /** The unpacked files of the manifest for linux/arm64. */
  readonly arm64: readonly string[];
  readonly attached: {
    readonly digest: string;
    readonly artifactType: string;
    readonly file: string;
    readonly content: string;
  };
  /** The contents of the manifests `v1` and `all`. */
  readonly manifests: Readonly<Record<'v1' | 'all', string>>;
}

/** @param elsewhere a place of another kind, as the target of copies */
export type Reader = (place: Place, published: Published, elsewhere: Place, tools: Tools) => Promise<void>;

async function attachedAt(reference: string, tools: Tools, isRegistry: boolean): Promise<unknown> {
  const { referrers } = JSON.parse(
    await tools.cli(['referrers', reference, '--json', ...(isRegistry ? ['--plain-http'] : [])]),
  ) as { readonly referrers: unknown };
  return referrers;
}

const oras: Reader = async (place, published, elsewhere, tools) => {
  const { name, attached, manifests } = published;
  const run = (verb: readonly string[], what: string, ...args: readonly string[]): Promise<string> =>
    tools.must('oras', [...verb, ...place.orasFlags(), ...args, place.oras(name, what)]);
  const pulled = async (what: string, ...args: readonly string[]): Promise<readonly string[]> => {
    const out = await mkdtemp(join(tools.home, 'oras-'));
    await run(['pull'], what, '-o', out, ...args);
    return await listTree(out);
  };
  expect(await pulled(':v1')).toEqual(published.tree);
  expect(await pulled(':all', '--platform', 'linux/arm64')).toEqual(published.arm64);
  expect(await pulled(`@${attached.digest}`)).toEqual([
    expect.stringMatching(new RegExp(`^${attached.file} file 644 `)),
  ]);
  for (const tag of ['v1', 'all'] as const) expect(await run(['manifest', 'fetch'], `:${tag}`)).toBe(manifests[tag]);
  expect(await run(['manifest', 'fetch-config'], ':v1')).toBe('{}');
  expect((await run(['resolve'], ':v1')).trim()).toBe(published.digest);
  expect((await run(['repo', 'tags'], '')).trim().split('\n')).toEqual(expect.arrayContaining(['all', 'v1']));
  expect(JSON.parse(await run(['discover'], ':v1', '--format', 'json'))).toMatchObject({
    referrers: [{ digest: attached.digest, artifactType: attached.artifactType }],
  });
  await tools.must('oras', [
    'cp',
    '-r',
    ...place.orasFlags('from-'),
    ...elsewhere.orasFlags('to-'),
    place.oras(name, ':v1'),
    elsewhere.oras('from/oras', ':v1'),
  ]);
  expect(await attachedAt(elsewhere.ours('from/oras', ':v1'), tools, elsewhere.host !== undefined)).toMatchObject([
    { digest: attached.digest },
  ]);
};

const regctl: Reader = async (place, published, elsewhere, tools) => {
  const { name, attached, manifests } = published;
  const at = (what: string): string => place.regctl(name, what);
  for (const tag of ['v1', 'all'] as const)
    expect(await tools.must('regctl', ['manifest', 'get', '--format', 'raw-body', at(`:${tag}`)])).toBe(manifests[tag]);
  expect((await tools.must('regctl', ['tag', 'ls', at('')])).trim().split('\n')).toEqual(
    expect.arrayContaining(['all', 'v1']),
  );
  const got = async (what: string, ...args: readonly string[]): Promise<readonly string[]> => {
    const out = await mkdtemp(join(tools.home, 'regctl-'));
    await tools.must('regctl', ['artifact', 'get', '--output', out, ...args, at(what)]);
    return await listTree(out);
  };
  // regctl omits links and does not keep modes.
  const namesOf = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => line.includes(' file ')).map((line) => line.replace(/ file \d+/, ''));
  expect(namesOf(await got(':v1'))).toEqual(namesOf(published.tree));
  expect(namesOf(await got(':all', '--platform', 'linux/arm64'))).toEqual(namesOf(published.arm64));
  expect(await got(`@${attached.digest}`)).toHaveLength(1);
  if (place.host !== undefined) {
    const list = JSON.parse(await tools.must('regctl', ['artifact', 'list', '--format', '{{json .}}', at(':v1')])) as {
      readonly descriptors: readonly object[];
    };
    expect(list.descriptors).toMatchObject([{ digest: attached.digest, artifactType: attached.artifactType }]);
  }
  for (const tag of [':v1', ':all'])
    await tools.must('regctl', ['image', 'copy', '--referrers', at(tag), elsewhere.regctl('from/regctl', tag)]);
  // In a layout, regctl uses only the fallback tag, which neither ORAS nor we write there.
  expect(await attachedAt(elsewhere.ours('from/regctl', ':v1'), tools, elsewhere.host !== undefined)).toMatchObject(
    place.host === undefined ? [] : [{ digest: attached.digest }],
  );
};

const skopeo: Reader = async (place, published, elsewhere, tools) => {
  const { name, manifests } = published;
  const flags = elsewhere.host === undefined ? [] : ['--plain-http'];
  for (const tag of ['v1', 'all'] as const) {
    const from = place.skopeo(name, `:${tag}`);
    const to = elsewhere.ours('from/skopeo', `:${tag}`);
    expect(await tools.must('skopeo', ['inspect', '--raw', '--tls-verify=false', from])).toBe(manifests[tag]);
    await tools.must('skopeo', [
      '--insecure-policy',
      'copy',
      '--quiet',
      '--all',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      from,
      elsewhere.skopeo('from/skopeo', `:${tag}`),
    ]);
    const copied = (await tools.cli(['manifest', to, '--json', ...flags])).trimEnd();
    // skopeo rewrites an index without the artifact types of its manifests.
    if (tag === 'v1') expect(copied).toBe(manifests.v1);
    else expect(JSON.parse(manifests.all)).toMatchObject(JSON.parse(copied) as object);
    const out = await mkdtemp(join(tools.home, 'skopeo-'));
    await tools.cli([
      'pull',
      to,
      '-o',
      out,
      '--preserve-permissions',
      ...flags,
      ...(tag === 'all' ? ['--platform', 'linux/arm64'] : []),
    ]);
    expect(await listTree(out)).toEqual(tag === 'all' ? published.arm64 : published.tree);
  }
  if (place.host !== undefined)
    expect(
      JSON.parse(await tools.must('skopeo', ['list-tags', '--tls-verify=false', place.skopeo(name, '')])),
    ).toMatchObject({ Tags: expect.arrayContaining(['all', 'v1']) as unknown });
};

export const readers: Readonly<Record<string, Reader>> = { oras, regctl, skopeo };

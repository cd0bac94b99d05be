import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'annotations-'));
  await mkdir(join(directory, 'policy'));
  await writeFile(join(directory, 'policy/a.rego'), 'package main\n');
  await writeFile(join(directory, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 1.0.0\n');
});
afterEach(() => rm(directory, { recursive: true }));

const part = /^the annotations of "\$config" are not used: the format ".*" has no such part, or determines it itself$/;
const path = (name: string): RegExp => new RegExp(`^the annotations of "${name}" are not used: no file has this path`);

describe('annotations for files', () => {
  it.each<[string, PlanOptions, readonly string[], readonly RegExp[]]>([
    ['flux', {}, ['$manifest', '$config', 'policy/a.rego'], [part, path('policy/a.rego')]],
    ['conftest', {}, ['$manifest', '$config', 'policy/a.rego', 'a.rego'], [part, path('a.rego')]],
    ['opa', {}, ['$manifest', 'policy/a.rego'], [path('policy/a.rego')]],
    ['helm', {}, ['$manifest', '$config', '.'], [part, path('.')]],
    ['image', { platform: { os: 'linux', architecture: 'amd64' } }, ['$manifest', 'b', 'c'], [path('b'), path('c')]],
    ['directory', {}, ['$manifest', '$config', '.', 'b'], [path('b')]],
    ['flux', {}, ['$manifest'], []],
  ])('of %s: %j with %j', async (format, options, keys, expected) => {
    const fileAnnotations = Object.fromEntries(keys.map((key) => [key, { note: 'x' }]));
    const selected = await selectFormat({ path: directory }, format);
    const { notices = [], annotations } = await selected.plan({ path: directory }, { ...options, fileAnnotations });
    const about = notices.filter((text) => text.startsWith('the annotations of'));
    expect(about).toEqual(expected.map((text) => expect.stringMatching(text)));
    expect(annotations).toMatchObject({ note: 'x' });
  });
});

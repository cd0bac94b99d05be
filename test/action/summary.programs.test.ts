import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { ForwardingRegistry } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { runAction, workspace, type Run, type Workspace } from './spawned.ts';

const pushInputs = { 'source-dir': 'bundle', summary: 'true', 'plain-http': 'true' };

/** A registry that accepts blobs and refuses manifests. */
class WithoutManifests extends ForwardingRegistry {
  override pushManifest(): Promise<never> {
    return Promise.reject(new OciError('DENIED', 'manifests are refused'));
  }
}

async function withBundle(): Promise<Workspace> {
  const place = await workspace();
  await mkdir(join(place.path, 'bundle'));
  await writeFile(join(place.path, 'bundle/a.txt'), 'content');
  return place;
}

/** Each group has a line. */
function expectNoEmptyGroup(run: Run): void {
  expect(run.stdout).not.toMatch(/^::group::.*\n(?:::(?!group|endgroup).*\n)*::endgroup::/m);
}

it.each([
  ['push', { target: 'oci://HOST/acme/bundle:v1' }, 'Nothing was uploaded'],
  ['pull', { reference: 'HOST/acme/none:v1', 'output-dir': 'out' }, undefined],
  ['copy', { source: 'HOST/acme/none:v1', target: 'HOST/acme/copy:v1' }, 'Nothing was uploaded'],
  ['attach', { subject: 'HOST/acme/none:v1', files: 'bundle/a.txt', 'artifact-type': 'a/b' }, undefined],
  ['index', { target: 'HOST/acme/index:v1', sources: 'HOST/acme/none:v1' }, 'Nothing was uploaded'],
])('%s writes a summary when it fails', async (bundle, inputs, done) => {
  await using server = await listen(new WithoutManifests(new MemoryRegistry()));
  await using place = await withBundle();
  const { host } = new URL(server.url);
  const given = Object.entries(inputs).map(([name, value]) => [name, value.replaceAll('HOST', host)] as const);
  const broken = bundle === 'push' ? { 'source-dir': 'missing' } : {};
  const run = await runAction(place, { ...pushInputs, ...Object.fromEntries(given), ...broken }, { bundle });
  expect(run.code).toBe(1);
  expect(run.summary).toMatch(
    new RegExp(`^### Failed: ${bundle}\\n[^]*Operation \\| <code>.*${host.split(':')[1] ?? ''}`),
  );
  expect(run.summary).toMatch(/^\| \*\*Reason\*\* \| .+ \|$/m);
  expect(run.summary).toMatch(/\[Troubleshooting\]\(https:\/\/github\.com\/[^)]*troubleshooting\.md#[a-z_]+\)/);
  if (done !== undefined) expect(run.summary).toContain(done);
  const error = run.commands.find(({ name }) => name === 'error');
  expect(error?.properties).toBe(`title=${bundle} failed`);
  expectNoEmptyGroup(run);
});

it('says what was uploaded before a failure', async () => {
  await using server = await listen(new WithoutManifests(new MemoryRegistry()));
  await using place = await withBundle();
  const target = `oci://${new URL(server.url).host}/acme/bundle:v1`;
  const run = await runAction(place, { ...pushInputs, target });
  expect(run.summary).toMatch(/\*\*Already done\*\* \| 2 blobs &#40;\d+ B&#41; uploaded; no tag was written/);
  expect(run.summary).toContain('manifests are refused');
  // Content that exists is not uploaded again.
  const again = await runAction(place, { ...pushInputs, target });
  expect(again.summary).toContain('Nothing was uploaded, and no tag was written.');
});

it('writes no summary of a failure when it is off', async () => {
  await using place = await withBundle();
  const run = await runAction(place, { ...pushInputs, 'source-dir': 'missing', target: './layout', summary: 'false' });
  expect(run.code).toBe(1);
  expect(run.summary).toBe('');
});

it('writes a summary of a pull', async () => {
  await using server = await listen(new MemoryRegistry());
  await using place = await withBundle();
  const reference = `${new URL(server.url).host}/acme/bundle:v1`;
  const pushed = await runAction(place, { ...pushInputs, target: `oci://${reference}`, annotations: 'team=core' });
  const inputs = { reference, 'output-dir': 'out', summary: 'true', 'plain-http': 'true' };
  const run = await runAction(place, inputs, { bundle: 'pull' });
  expect(run.errors).toEqual([]);
  expect(run.summary).toMatch(/^### Pulled <code>acme\/bundle&#58;v1<\/code>/);
  expect(run.summary).toContain(`<code>sha256&#58;${pushed.outputs['digest']?.slice('sha256:'.length) ?? '?'}</code>`);
  expect(run.summary).toContain('| **Size** | 1 file,');
  expect(run.summary).toContain('| <code>team</code> | <code>core</code> |');
});

it('begins the log with the operation, and has no empty group', async () => {
  await using server = await listen(new MemoryRegistry());
  await using place = await withBundle();
  const target = `oci://${new URL(server.url).host}/acme/bundle:v1`;
  const run = await runAction(place, { ...pushInputs, target });
  expect(run.stdout.split('\n')[0]).toMatch(/^push bundle to /);
  expect(run.stdout.match(/^package with Node .*$/gm)).toHaveLength(1);
  expectNoEmptyGroup(run);
  expect(run.summary).toContain('/commit/0123456789abcdef0123456789abcdef01234567');
  expect(run.summary).not.toMatch(/mermaid|cosign|attest/);
});

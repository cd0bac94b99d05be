import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { packManifest } from '../../src/transfer/index.ts';
import { connectRepository } from '../../src/connect/index.ts';
import type { Repository } from '../../src/registry/index.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import { must } from './processes.ts';
import { debianRegistry, distribution } from './registries.ts';

const registries = { 'distribution v3': distribution, 'docker-registry 2.8': debianRegistry };

function connect(reference: string): ReturnType<typeof connectRepository> {
  return connectRepository(reference, { plainHttp: true, env: {} });
}

async function pushSubject(repository: Repository): Promise<Descriptor> {
  const subject = await packManifest(repository, '1.1', 'application/vnd.interop.app');
  await repository.tag(subject, 'v1');
  return subject;
}

/** The referrers that another client lists. */
async function discovered(reference: string, ...flags: string[]): Promise<string[]> {
  const { referrers } = JSON.parse(
    await must('oras', ['discover', '--plain-http', '--format', 'json', ...flags, reference]),
  ) as { readonly referrers?: readonly { readonly digest: string }[] };
  return (referrers ?? []).map(({ digest }) => digest).sort();
}

/** A started process that attaches `count` artifacts after `begin`. */
async function attacher(reference: string, count: number, marker: string): Promise<{ begin(): Promise<string[]> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'attach.ts'), reference, String(count), marker], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [ready] = (await Promise.race([once(child.stdout, 'data'), ended])) as [unknown];
  expect(String(ready)).toBe('ready\n');
  const begin = async (): Promise<string[]> => {
    const printed = text(child.stdout);
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    return (await printed).trim().split('\n');
  };
  return { begin };
}

for (const [name, start] of Object.entries(registries)) {
  describe(`${name}, which has no referrers API`, () => {
    it('lists attached artifacts for us and for oras (CP-03)', async () => {
      await using registry = await start();
      const reference = `${registry.host}/acme/app:v1`;
      await using connection = await connect(reference);
      const { repository } = connection;
      const subject = await pushSubject(repository);
      expect(await repository.predecessors(subject)).toEqual([]);
      const report = await packManifest(repository, '1.1', 'application/vnd.interop.report', {
        subject,
        manifestAnnotations: { marker: 'one' },
      });
      const signature = await packManifest(repository, '1.1', 'application/vnd.interop.signature', { subject });
      const listed = await repository.predecessors(subject);
      expect(listed).toEqual([report, signature]);
      expect(
        await Array.fromAsync(
          connection.registry.referrers('acme/app', subject.digest, { artifactType: 'application/vnd.interop.report' }),
        ),
      ).toEqual([report]);
      expect(await discovered(reference)).toEqual([report.digest, signature.digest].sort());
      expect(await discovered(reference, '--artifact-type', 'application/vnd.interop.signature')).toEqual([
        signature.digest,
      ]);

      await must('oras', [
        'attach',
        '--plain-http',
        '--artifact-type',
        'application/vnd.interop.oras',
        '--annotation',
        'marker=two',
        reference,
      ]);
      const types = (await repository.predecessors(subject)).map(({ artifactType }) => artifactType);
      expect(types).toEqual([
        'application/vnd.interop.report',
        'application/vnd.interop.signature',
        'application/vnd.interop.oras',
      ]);

      await repository.delete(report);
      expect((await repository.predecessors(subject)).map(({ artifactType }) => artifactType)).toEqual(types.slice(1));
    });

    it('lists all of ten artifacts that two processes attach concurrently (CP-04)', async () => {
      await using registry = await start();
      const reference = `${registry.host}/acme/app:v1`;
      await using connection = await connect(reference);
      const subject = await pushSubject(connection.repository);
      const attachers = await Promise.all([attacher(reference, 5, 'one'), attacher(reference, 5, 'two')]);
      const started = performance.now();
      const attached = (await Promise.all(attachers.map((process) => process.begin()))).flat().sort();
      console.log(`${name}: ten attached by two processes in ${Math.round(performance.now() - started)} ms`);
      expect(new Set(attached).size).toBe(10);
      expect((await connection.repository.predecessors(subject)).map(({ digest }) => digest).sort()).toEqual(attached);
      expect(await discovered(reference)).toEqual(attached);
    });
  });
}

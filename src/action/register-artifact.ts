import { appendFile, readFile } from 'node:fs/promises';
import type { RunContext } from '../commands/index.ts';
import { isRecord, messageOf, type PublishResult } from '../spec/index.ts';

/** A name of the distribution specification with its registry, and the one algorithm that the runner knows. It takes no line with a "=". */
const declaration = /^oci:\/\/[A-Za-z0-9.[\]:-]+\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/;

/**
 * Declares what was pushed to the runner, which shows it to the later steps of the job. It is a service to them: where it cannot be done,
 * a message says so, and the run goes on.
 */
export async function registerArtifact(result: PublishResult, context: RunContext): Promise<void> {
  const { env, log } = context;
  const label = context.label('register-artifact');
  const file = env['GITHUB_ARTIFACTS'];
  if (!result.pushed) {
    log.notice(`${label}: nothing was pushed to a registry, so there is nothing to declare`);
    return;
  }
  if (!file) {
    log.notice(
      `${label}: this runner takes no declarations (GITHUB_ARTIFACTS is not set), so later steps must be given the outputs of this one`,
    );
    return;
  }
  const line = `oci://${result.pinnedReference}`;
  if (!declaration.test(line)) {
    log.warning(`${label}: "${result.pinnedReference}" is nothing that a runner takes, so it is not declared`);
    return;
  }
  const other = await declaredDigest(env['GITHUB_ARTIFACTS_LIST'], result.name);
  if (other !== undefined && other !== result.digest) {
    log.warning(
      `${label}: an earlier step declared ${result.name} with another digest (${other}), and the runner fails a step that declares a second one; it is not declared again`,
    );
    return;
  }
  try {
    await appendFile(file, `${line}\n`);
    log.line(`declared ${line} to the runner`);
  } catch (error) {
    log.warning(`${label}: the artifact could not be declared: ${messageOf(error)}`);
  }
}

/** The digest under which earlier steps declared that name. Their list is the runner's; one that cannot be read stops nobody. */
async function declaredDigest(list: string | undefined, name: string): Promise<string | undefined> {
  if (!list) return undefined;
  try {
    const value: unknown = JSON.parse(await readFile(list, 'utf8'));
    const subjects: unknown = isRecord(value) ? value['subjects'] : undefined;
    const found: unknown = Array.isArray(subjects)
      ? subjects.find((subject) => isRecord(subject) && subject['kind'] === 'oci' && subject['name'] === name)
      : undefined;
    const digest: unknown = isRecord(found) ? found['digest'] : undefined;
    return typeof digest === 'string' && /^[a-z0-9]+:[0-9a-f]{1,128}$/.test(digest) ? digest : undefined;
  } catch {
    return undefined;
  }
}

import { appendFile, readFile } from 'node:fs/promises';
import type { RunContext } from '../commands/index.ts';
import { isRecord, messageOf, type PublishResult } from '../spec/index.ts';

/** The references that the runner accepts: only sha256 digests, and no "=". */
const declaration = /^oci:\/\/[A-Za-z0-9.[\]:-]+\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/;

/**
 * Declares the pushed artifact to the runner, which shows it to later steps of the job. Problems are notices or
 * warnings: they must not fail the run.
 */
export async function registerArtifact(result: PublishResult, context: RunContext): Promise<void> {
  const { env, log } = context;
  const label = context.label('register-artifact');
  const file = env['GITHUB_ARTIFACTS'];
  if (!result.pushed) {
    log.notice(`${label}: nothing was pushed to a registry; skipping registration`);
    return;
  }
  if (!file) {
    log.notice(
      `${label}: this runner has no artifact registration (GITHUB_ARTIFACTS is not set); pass the outputs to later ` +
        'steps',
    );
    return;
  }
  const line = `oci://${result.pinnedReference}`;
  if (!declaration.test(line)) {
    const reason = `"${result.pinnedReference}" is not a valid artifact reference for the runner`;
    log.warning(`${label}: ${reason}; skipping registration`);
    return;
  }
  const other = await declaredDigest(env['GITHUB_ARTIFACTS_LIST'], result.name);
  if (other !== undefined && other !== result.digest) {
    log.warning(
      `${label}: an earlier step registered ${result.name} with another digest (${other}), and the runner accepts ` +
        'only one; skipping registration',
    );
    return;
  }
  try {
    await appendFile(file, `${line}\n`);
    log.line(`registered ${line} with the runner`);
  } catch (error) {
    log.warning(`${label}: cannot register the artifact: ${messageOf(error)}`);
  }
}

/** The digest that an earlier step registered for the name. An unreadable list of the runner is ignored. */
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

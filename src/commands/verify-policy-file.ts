import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errnoOf } from '../fs/index.ts';
import { parseYamlObject } from '../formats/index.ts';
import { inputError, isOciError, isRecord, type OciError } from '../spec/index.ts';
import { checkPolicy, type VerificationPolicy } from '../verification/index.ts';
import { readIdentity, readKey } from './verify-options.ts';

const keyMembers = ['name', 'key', 'log', 'predicate-type', 'trusted-root'];
const identityMembers = ['name', 'identity', 'issuer', 'repository', 'workflow', 'predicate-type', 'trusted-root'];

/** Maximum depth of nested lists of rules. */
const maxDepth = 10;

/**
 * Reads a policy: a rule, or `any-of` or `all-of` with a list of policies. Paths are relative to the file.
 *
 * @param trustedRoot of rules without one
 * @throws OciError `INPUT_INVALID` with the position of the rule
 */
export async function readPolicyFile(
  file: string,
  subject: string,
  trustedRoot: string | undefined,
): Promise<VerificationPolicy> {
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    throw inputError(subject, file, `cannot be read (${errnoOf(error) ?? 'unknown reason'})`, error);
  }
  let value: unknown;
  try {
    value = await parseYamlObject(content, file);
  } catch (error) {
    throw isOciError(error) ? inputError(subject, undefined, error.message) : error;
  }
  return readPolicy(value, { file, at: '', subject, trustedRoot }, 1);
}

interface Position {
  readonly file: string;
  /** The path in the document, such as `all-of[0].`. */
  readonly at: string;
  readonly subject: string;
  readonly trustedRoot: string | undefined;
}

async function readPolicy(value: unknown, position: Position, depth: number): Promise<VerificationPolicy> {
  if (!isRecord(value) || depth > maxDepth) throw invalid(position, 'it is not a rule; write names and values');
  for (const [list, kind] of [
    ['any-of', 'any'],
    ['all-of', 'all'],
  ] as const) {
    if (!(list in value)) continue;
    checkMembers(value, [list], position);
    const items = value[list];
    if (!Array.isArray(items) || items.length === 0) throw invalid(position, `${list} is not a list of rules`);
    const policies: VerificationPolicy[] = [];
    for (const [index, item] of items.entries())
      policies.push(await readPolicy(item, { ...position, at: `${position.at}${list}[${index}].` }, depth + 1));
    return { kind, policies };
  }
  const rule = await readRule(value, position);
  checkPolicy(rule, (member) => `${position.subject}, ${position.at}${member}`);
  return rule;
}

async function readRule(
  value: Readonly<Record<string, unknown>>,
  position: Position,
): Promise<Exclude<VerificationPolicy, { readonly policies: unknown }>> {
  const isKey = 'key' in value;
  checkMembers(value, isKey ? keyMembers : identityMembers, position);
  const member = (name: string): string | undefined => {
    const text = value[name];
    if (text === undefined || (typeof text === 'string' && text !== '')) return text;
    throw invalid(position, `${name} is not a text`);
  };
  const inFolder = (path: string): string => resolve(dirname(position.file), path);
  const root = member('trusted-root');
  const common = {
    name: member('name'),
    predicateType: member('predicate-type'),
    trustedRoot: root === undefined ? position.trustedRoot : inFolder(root),
  };
  if (isKey) {
    const { log = false } = value;
    if (typeof log !== 'boolean') throw invalid(position, 'log is neither true nor false');
    const key = member('key') ?? '';
    const text = await readKey(
      key.includes('-----BEGIN') ? key : inFolder(key),
      `${position.subject}, ${position.at}key`,
    );
    return { kind: 'key', key: text, requireLog: log, ...common };
  }
  const identity = member('identity');
  return {
    kind: 'identity',
    identity:
      identity === undefined ? undefined : readIdentity(identity, `${position.subject}, ${position.at}identity`),
    issuer: member('issuer'),
    repository: member('repository'),
    workflow: member('workflow'),
    ...common,
  };
}

/** A misspelt member would make a rule weaker. */
function checkMembers(value: object, known: readonly string[], position: Position): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw invalid(position, `it has the unknown member "${unknown}"; the members are ${known.join(', ')}`);
}

function invalid({ subject, file, at }: Position, problem: string): OciError {
  return inputError(subject, file, `${at === '' ? '' : `at ${at.slice(0, -1)}: `}${problem}`);
}

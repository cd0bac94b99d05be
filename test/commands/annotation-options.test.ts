import { describe, expect, it } from 'vitest';
import { attach, attachPlan } from '../../src/commands/attach.ts';
import { index, indexPlan } from '../../src/commands/create-index.ts';
import { readInputs, type RawValues, type ReadContext } from '../../src/commands/option.ts';
import { publishPlan } from '../../src/commands/publish-plan.ts';
import { push } from '../../src/commands/push.ts';
import { digestOf, OciError } from '../../src/spec/index.ts';

const context: ReadContext = { env: {}, label: (name) => `input "${name}"`, notice: () => undefined };

interface Read {
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly created: string | undefined;
}

const created = 'org.opencontainers.image.created';

function split(annotations: Readonly<Record<string, string>>): Read {
  const { [created]: date, ...others } = annotations;
  return { annotations: others, created: date };
}

const verbs: Readonly<Record<string, (raw: RawValues) => Promise<Read>>> = {
  push: async (raw) => {
    const given = { 'source-dir': '.', target: 'oci://ghcr.io/a/b:v1', ...raw };
    const { annotations, timestamp } = publishPlan(await readInputs(push.options, given, context), context);
    return { annotations, created: timestamp ?? '1970-01-01T00:00:00Z' };
  },
  attach: async (raw) => {
    const given = { subject: 'ghcr.io/a/b:v1', files: 'x', 'artifact-type': 'text/x', ...raw };
    return split(attachPlan(await readInputs(attach.options, given, context), context).annotations ?? {});
  },
  index: async (raw) => {
    const given = { target: 'ghcr.io/a/b:v1', sources: digestOf('x'), ...raw };
    return split((await indexPlan(await readInputs(index.options, given, context), context)).annotations ?? {});
  },
};

async function read(verb: string, raw: RawValues): Promise<Read> {
  return (await verbs[verb]?.(raw)) ?? { annotations: undefined, created: undefined };
}

async function refusal(verb: string, raw: RawValues): Promise<string> {
  const error: unknown = await read(verb, raw).catch((caught: unknown) => caught);
  if (error instanceof OciError && error.code === 'INPUT_INVALID') return error.message;
  throw new Error('nothing was refused', { cause: error });
}

describe.each([
  ['push', 'manifest'],
  ['attach', 'manifest'],
  ['index', 'index'],
])('annotations of %s', (verb, level) => {
  const other = level === 'index' ? 'manifest' : 'index';

  it('may be the output of docker/metadata-action', async () => {
    const annotations = [
      `${level}:org.opencontainers.image.created=2026-01-31T12:00:00.000Z`,
      `${level}:org.opencontainers.image.title=Demo: a=b`,
      `${level}:org.opencontainers.image.description=`,
      'team=x',
    ].join('\n');
    expect(await read(verb, { annotations })).toEqual({
      annotations: { 'org.opencontainers.image.title': 'Demo: a=b', team: 'x' },
      created: '2026-01-31T12:00:00.000Z',
    });
  });

  it('have the same prefix in a list, as on a command line', async () => {
    expect((await read(verb, { annotations: [`${level}:a=1`, 'b=2'] })).annotations).toEqual({ a: '1', b: '2' });
  });

  it('keep other keys with a colon', async () => {
    const { annotations } = await read(verb, { annotations: 'example.com:a=1\nteam:b=2\nmanifest.c=3' });
    expect(annotations).toEqual({ 'example.com:a': '1', 'team:b': '2', 'manifest.c': '3' });
  });

  it.each([
    `${other}:`,
    'index[linux/amd64]:',
    'manifest[linux/arm64/v8]:',
    'manifest[windows/amd64:10.0.1]:',
    'manifest-descriptor:',
    'index-descriptor:',
    'manifest-descriptor[linux/amd64]:',
    'manifest,index:',
    'index,manifest-descriptor[linux/amd64]:',
    'Manifest:',
    'manifests:',
    'layer[linux/amd64]:',
  ])('are rejected with the prefix %s', async (prefix) => {
    const message = await refusal(verb, { annotations: `a=1\n${prefix}org.example.x=v` });
    expect(message).toMatch(/^input "annotations": ".*org\.example\.x=v" has the prefix "/);
    expect(message).toContain(`has the prefix "${prefix}", but these are annotations of the ${level}`);
    expect(message).toContain(`DOCKER_METADATA_ANNOTATIONS_LEVELS: ${level}`);
  });

  it.each(['"org.example.a"="v"', "'a'=v", '"a=v"', `${level}:"a"=v`, '“a”=v'])(
    'are rejected with quotes around the key: %s',
    async (line) => {
      expect(await refusal(verb, { annotations: line })).toMatch(/has quotes around its key; write key=value without/);
    },
  );

  it('keep quotes in a value', async () => {
    expect((await read(verb, { annotations: 'a="v"\nb={"x":1}' })).annotations).toEqual({ a: '"v"', b: '{"x":1}' });
  });

  it('may repeat the date of the input timestamp, but not contradict it', async () => {
    const [first, second] = ['2026-01-31T12:00:00Z', '2026-01-31T12:00:01Z'];
    expect(await read(verb, { annotations: `${created}=${first}`, timestamp: first })).toMatchObject({
      created: first,
    });
    expect(await refusal(verb, { annotations: `${created}=${first}`, timestamp: second })).toMatch(
      /^input "annotations": .*names another creation date than input "timestamp"/,
    );
  });

  it.each([`${created}=yesterday`, `${created}=`, `${level}:${created}=2026-02-30T00:00:00Z`])(
    'are rejected with the creation date %s',
    async (line) => {
      expect(await refusal(verb, { annotations: line })).toMatch(
        /^input "annotations": .*does not set a date and time of RFC 3339/,
      );
    },
  );
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument as read, workflowNames as workflows, yamlExamples as examples } from './documentation.ts';
import { parseYaml, type Yaml } from './workflow-yaml.ts';

type Mapping = Readonly<Record<string, Yaml>>;

function mapping(value: Yaml | undefined): Mapping {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Mapping) : {};
}

function list(value: Yaml | undefined): readonly Yaml[] {
  return Array.isArray(value) ? (value as readonly Yaml[]) : [];
}

interface Action {
  readonly inputs: ReadonlySet<string>;
  readonly required: readonly string[];
  readonly outputs: ReadonlySet<string>;
}

function described(path: string): Action {
  const { inputs, outputs } = mapping(parseYaml(read(join(path, 'action.yml'))));
  const required = Object.entries(mapping(inputs)).filter(([, input]) => mapping(input)['required'] === 'true');
  return {
    inputs: new Set(Object.keys(mapping(inputs))),
    required: required.map(([name]) => name),
    outputs: new Set(Object.keys(mapping(outputs))),
  };
}

const ours: Readonly<Record<string, Action>> = Object.fromEntries(
  ['', 'pull', 'copy', 'attach', 'index', 'prune', 'serve', 'cache', 'cache/restore', 'cache/save'].map((path) => [
    path,
    described(path),
  ]),
);

/** The inputs and outputs of the other actions in the pages, from their metadata. */
const others: Readonly<Record<string, Pick<Action, 'inputs' | 'outputs'>>> = Object.fromEntries(
  (
    [
      ['actions/checkout@v4', 'lfs', ''],
      [
        'actions/upload-artifact@v4',
        'name path if-no-files-found retention-days compression-level overwrite include-hidden-files',
        'artifact-id artifact-url artifact-digest',
      ],
      [
        'actions/download-artifact@v4',
        'name artifact-ids path pattern merge-multiple github-token repository run-id',
        'download-path',
      ],
      [
        'actions/attest@v4',
        'subject-path subject-digest subject-name subject-checksums subject-version sbom-path ' +
          'predicate-type predicate predicate-path push-to-registry create-storage-record ' +
          'show-summary github-token',
        'bundle-path attestation-id attestation-url storage-record-ids',
      ],
      [
        'actions/attest-build-provenance@v4',
        'subject-path subject-digest subject-name subject-checksums push-to-registry ' +
          'create-storage-record show-summary github-token',
        'bundle-path attestation-id attestation-url storage-record-ids',
      ],
      ['docker/login-action@v3', 'registry username password ecr logout', ''],
      [
        'docker/metadata-action@v5',
        'context images tags flavor labels annotations sep-tags sep-labels sep-annotations bake-target github-token',
        'version tags labels annotations json',
      ],
      ['sigstore/cosign-installer@v3', 'cosign-release install-dir use-sudo', ''],
      ['oras-project/setup-oras@v1', 'version url checksum', ''],
      ['notaryproject/notation-action/setup@v1', 'version url checksum', ''],
      [
        'notaryproject/notation-action/sign@v1',
        'plugin_name plugin_url plugin_checksum key_id target_artifact_reference signature_format ' +
          'plugin_config allow_referrers_api force_referrers_tag timestamp_url timestamp_root_cert',
        '',
      ],
      [
        'notaryproject/notation-action/verify@v1',
        'target_artifact_reference trust_policy trust_store allow_referrers_api',
        '',
      ],
      ['azure/login@v2', 'creds client-id tenant-id subscription-id', ''],
      ['aws-actions/configure-aws-credentials@v4', 'role-to-assume aws-region', ''],
      ['aws-actions/amazon-ecr-login@v2', 'http-proxy mask-password registries registry-type skip-logout', 'registry'],
      ['google-github-actions/auth@v2', 'workload_identity_provider service_account token_format', 'access_token'],
      [
        'actions/delete-package-versions@v5',
        'package-name package-type owner min-versions-to-keep num-old-versions-to-delete ' +
          'delete-only-untagged-versions ignore-versions package-version-ids token',
        '',
      ],
      ['eWaterCycle/setup-apptainer@v2', 'apptainer-version', ''],
    ] as const
  ).map(([name, inputs, outputs]) => [
    name,
    { inputs: new Set(inputs.split(' ')), outputs: new Set(outputs.split(' ')) },
  ]),
);

function actionOf(uses: string): Pick<Action, 'inputs' | 'outputs'> & Partial<Action> {
  const path = /^oci-artifact\/oci-artifact(?:\/([a-z/]+))?@v0$/.exec(uses);
  const found = path === null ? others[uses] : ours[path[1] ?? ''];
  if (found === undefined) throw new Error(`unknown action ${uses}`);
  return found;
}

/** The problems of some steps. A step can use the outputs of earlier steps and of `known`. */
function checkSteps(steps: readonly Yaml[], known: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const problems: string[] = [];
  const outputs = new Map(known);
  for (const step of steps.map(mapping)) {
    problems.push(...unknownOutputs('steps', step, outputs));
    const { uses, id, run } = step;
    let given = new Set<string>();
    if (typeof uses === 'string') {
      const action = actionOf(uses);
      const inputs = Object.keys(mapping(step['with']));
      problems.push(
        ...inputs.filter((input) => !action.inputs.has(input)).map((input) => `${uses} has no input ${input}`),
      );
      problems.push(
        ...(action.required ?? []).filter((input) => !inputs.includes(input)).map((input) => `${uses} needs ${input}`),
      );
      given = new Set(action.outputs);
    } else if (typeof run !== 'string') problems.push('a step has neither uses nor run');
    if (typeof id === 'string') outputs.set(id, given);
  }
  return problems;
}

/** References such as `steps.publish.outputs.digest` in a value to outputs that do not exist. */
function unknownOutputs(
  context: 'steps' | 'needs',
  value: Yaml,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const references = JSON.stringify(value).matchAll(
    new RegExp(String.raw`\b${context}\.([\w-]+)\.outputs\.([\w-]+)`, 'g'),
  );
  return [...references]
    .filter(([, name = '', output = '']) => known.get(name)?.has(output) !== true)
    .map(([reference]) => `${reference} does not exist`);
}

function checkJobs(jobs: Mapping): readonly string[] {
  return Object.values(jobs).flatMap((job) => checkJob(mapping(job), jobs));
}

function checkJob(job: Mapping, jobs: Mapping): readonly string[] {
  const outputsOf = (name: string): ReadonlySet<string> =>
    new Set(Object.keys(mapping(mapping(jobs[name])['outputs'])));
  const needs =
    typeof job['needs'] === 'string' ? [job['needs']] : list(job['needs']).filter((name) => typeof name === 'string');
  const steps = list(job['steps']);
  const all = new Map(
    steps
      .map(mapping)
      .flatMap(({ id, uses }) =>
        typeof id === 'string' && typeof uses === 'string' ? [[id, actionOf(uses).outputs] as const] : [],
      ),
  );
  const axes = Object.keys(mapping(mapping(job['strategy'])['matrix']));
  const axesUsed = [...JSON.stringify(steps).matchAll(/\bmatrix\.([\w-]+)/g)].map(([, axis = '']) => axis);
  return [
    ...checkSteps(steps, new Map()),
    ...unknownOutputs('needs', steps, new Map(needs.map((name) => [name, outputsOf(name)]))),
    ...unknownOutputs('steps', job['outputs'] ?? '', all),
    ...axesUsed.filter((axis) => !axes.includes(axis)).map((axis) => `matrix.${axis} does not exist`),
  ];
}

describe('docs/workflows', () => {
  it.each(workflows)('%s uses only existing inputs and outputs', (name) => {
    const text = read(`docs/workflows/${name}`);
    // The first line describes the workflow.
    expect(text).toMatch(/^# [A-Z].*\.\n/);
    const workflow = mapping(parseYaml(text));
    expect(Object.keys(workflow).sort()).toEqual(['jobs', 'name', 'on']);
    expect(checkJobs(mapping(workflow['jobs']))).toEqual([]);
  });

  it('contains only workflows, and docs/workflows.md links to each', () => {
    expect(workflows.filter((name) => !name.endsWith('.yml'))).toEqual([]);
    const index = read('docs/workflows.md');
    const linked = [...index.matchAll(/\]\(workflows\/([^)]+)\)/g)].map(([, name = '']) => name);
    expect(new Set(linked)).toEqual(new Set(workflows));
    expect(linked).toHaveLength(workflows.length);
  });

  it('detects unknown actions, inputs, outputs, jobs and matrix axes', () => {
    const job = (steps: readonly Yaml[], more: Mapping = {}): Mapping => ({
      first: { outputs: { a: 'x' }, steps: [] },
      second: { needs: 'first', steps, ...more },
    });
    const publish = { id: 'publish', uses: 'oci-artifact/oci-artifact@v0', with: { 'source-dir': 'a', target: 'b' } };
    expect(
      checkJobs(job([publish, { run: 'echo ${{ steps.publish.outputs.digest }} ${{ needs.first.outputs.a }}' }])),
    ).toEqual([]);
    expect(checkJobs(job([{ ...publish, with: { 'source-dir': 'a', nope: 'c' } }]))).toEqual([
      'oci-artifact/oci-artifact@v0 has no input nope',
      'oci-artifact/oci-artifact@v0 needs target',
    ]);
    expect(checkJobs(job([{ run: '${{ steps.publish.outputs.digest }}' }, publish]))).toEqual([
      'steps.publish.outputs.digest does not exist',
    ]);
    expect(
      checkJobs(job([{ run: '${{ needs.first.outputs.b }} ${{ needs.third.outputs.a }} ${{ matrix.os }}' }])),
    ).toEqual([
      'needs.first.outputs.b does not exist',
      'needs.third.outputs.a does not exist',
      'matrix.os does not exist',
    ]);
    expect(checkJobs(job([], { outputs: { a: '${{ steps.publish.outputs.digest }}' } }))).toEqual([
      'steps.publish.outputs.digest does not exist',
    ]);
    expect(() => checkJobs(job([{ uses: 'some/body@v1' }]))).toThrow('unknown action');
  });
});

describe('the YAML examples in README.md and docs/', () => {
  /** Steps that the excerpts refer to but do not show. */
  const assumed = new Map(
    Object.entries({
      publish: ours['']?.outputs ?? new Set<string>(),
      registry: ours['serve']?.outputs ?? new Set<string>(),
    }),
  );

  it.each(examples)('example $number of $page uses only existing inputs and outputs', ({ text }) => {
    const example = parseYaml(text);
    const whole = mapping(example);
    if ('jobs' in whole) {
      expect(checkJobs(mapping(whole['jobs']))).toEqual([]);
      return;
    }
    const steps = 'steps' in whole ? whole['steps'] : example;
    expect([...checkSteps(list(steps), assumed), ...unknownOutputs('needs', list(steps), assumed)]).toEqual([]);
  });

  it('are more than ten', () => {
    expect(examples.length).toBeGreaterThan(10);
  });
});

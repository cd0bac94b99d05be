import { homedir } from 'node:os';
import { messageOf, withOptionLabels } from '../spec/index.ts';
import { defineCommand, type RunContext } from './command.ts';
import { withConnectionLogging } from './connection-log.ts';
import { lineOutput, output, type Outputs } from './output.ts';
import { serveOptions, type ServeInputs } from './serve-options.ts';
import { placeInputOf, readReloadedFiles, servePlan } from './serve-plan.ts';
import { accessLine, serveRegistry, type ServePlan, type Serving } from './serving.ts';

/** The address of a registry. */
export interface RegistryAddress {
  /** Base URL without a path. */
  readonly url: string;
  /** Host and port for references. */
  readonly registry: string;
}

const outputs: Outputs<RegistryAddress> = {
  url: output(lineOutput, 'Base URL, for example `http://127.0.0.1:38211`.', ({ url }) => url),
  registry: output(
    lineOutput,
    'Host and port for references, for example `127.0.0.1:38211`. It uses HTTP without TLS.',
    ({ registry }) => registry,
  ),
};

/** Serves a registry until the run is cancelled. */
export const serve = defineCommand({
  name: 'serve',
  summary: 'run a registry on this machine',
  description:
    'Runs a registry until it is interrupted. The first line of stdout is its base URL; the log goes to stderr.',
  examples: [
    { comment: 'Keep the content in a directory', line: 'serve --storage ./registry --port 5000' },
    {
      comment: 'Share a bucket with other replicas',
      line: 'serve --storage s3://my-bucket/registry --s3-region eu-central-1 --port 5000',
    },
    { comment: 'Mirror a registry', line: 'serve --upstream https://ghcr.io --storage ./mirror --quota 20GiB' },
  ],
  action: {
    name: 'Serve an OCI registry for a job',
    description:
      'Starts an embedded OCI registry in the background, and stops it and reports its content when the job ends',
    icon: 'server',
    directory: 'serve',
    post: true,
  },
  options: serveOptions,
  outputs,
  failure: { placeInput: 'upstream', directoryInput: 'storage' },
  async run(inputs, context) {
    const { env, label, log, signal } = context;
    const plan = await servePlan(inputs, label);
    context.describeFailure(() => ({
      registry: plan.upstream?.registry,
      plainHttp: plan.upstream?.plainHttp,
      placeInput: placeInputOf(plan, 'address'),
      directoryInput: 'storage',
    }));
    const ended = new AbortController();
    let reload: (() => void) | undefined;
    using _ = onHangUp(() => {
      if (inputs.htpasswd === undefined && plan.tls === undefined) ended.abort();
      else reload?.();
    });
    await using serving = await serveRegistry(plan, {
      label,
      connection: withConnectionLogging({ env, homedir: homedir() }, log),
      keepUploads: true,
      signal,
      onAccess: inputs.verbose
        ? (entry) => {
            log.line(accessLine(entry));
          }
        : undefined,
      onError: (error, doing) => {
        log.warning(`${doing}: ${withOptionLabels(messageOf(error), label)}`);
      },
    });
    let reloading = Promise.resolve();
    reload = () => {
      reloading = reloading.then(() => reloadFiles(serving, inputs, context));
    };
    context.print(serving.url);
    log.line(planText(plan));
    for (const line of exampleLines(serving, plan)) log.line(line);
    await untilAborted(AbortSignal.any([signal, ended.signal]));
    return { result: serving, lines: [] };
  },
});

/** Calls `handle` on SIGHUP, which the hooks of certificate renewals and closed terminals send. */
function onHangUp(handle: () => void): Disposable {
  process.on('SIGHUP', handle);
  return { [Symbol.dispose]: () => process.off('SIGHUP', handle) };
}

/** Reads the certificate and the users again. With broken files the current ones remain, and the log has a warning. */
async function reloadFiles(serving: Serving, inputs: ServeInputs, { label, log }: RunContext): Promise<void> {
  const parts = [
    inputs.tlsCert === undefined ? [] : 'certificate',
    inputs.htpasswd === undefined ? [] : 'users',
  ].flat();
  const names = parts.join(' and ');
  try {
    serving.reload(await readReloadedFiles(inputs, label));
    log.line(`reloaded the ${names}`);
  } catch (error) {
    log.warning(`kept the current ${names}: ${messageOf(error)}`);
  }
}

/** Command lines to copy, and the address of the page. A registry on this machine needs no option for plain HTTP. */
function exampleLines({ registry, url }: RegistryAddress, plan: ServePlan): readonly string[] {
  const { readOnly, upstream, prefix } = plan;
  const page = plan.page ? [`  page   ${url}/`] : [];
  // A cache and a part of a registry have the names of the other registry.
  if (upstream !== undefined || prefix !== undefined) return page;
  const place = `${registry}/acme/bundle:v1`;
  const push = `  push   oci-artifact push ./bundle oci://${place}`;
  const pull = `  pull   oci-artifact pull ${place} -o ./out`;
  return readOnly ? [pull, ...page] : [push, pull, ...page];
}

function planText(plan: ServePlan): string {
  const content = contentText(plan);
  const modes = [
    plan.readOnly ? 'read-only' : undefined,
    plan.immutable ? 'immutable' : undefined,
    plan.prefix === undefined ? undefined : `the repositories below ${plan.prefix}`,
    plan.upstream === undefined ? undefined : `a cache of ${plan.upstream.registry}`,
  ].filter((mode) => mode !== undefined);
  return `serving ${content}${modes.length === 0 ? '' : ` (${modes.join(', ')})`}`;
}

function contentText({ storage, bucket }: ServePlan): string {
  if (bucket !== undefined) return `the bucket ${bucket.url}`;
  return storage === undefined ? 'from memory; the content is lost at the end' : `the image layouts in ${storage}`;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

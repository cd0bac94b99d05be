import { homedir } from 'node:os';
import type { HttpRegistry } from '../client/index.ts';
import { connectRegistry } from '../connect/index.ts';
import { dockerConfigPath, removeLogin, saveLogin, secretsOf } from '../credentials/index.ts';
import { canonicalRegistry, inputError, isOciError, OciError, printable } from '../spec/index.ts';
import { connectionOptions, defineCommand, quietContext, type RunContext } from './command.ts';
import { booleanOutput, lineOutput, output, type Outputs } from './output.ts';
import { explicitOptions, registryAccess, registryReadOptions } from './registry-options.ts';
import { registryOption } from './registry-host.ts';
import { resultOptions } from './run-options.ts';

const configOption = {
  'registry-config': {
    ...registryReadOptions['registry-config'],
    defaultText: '$DOCKER_CONFIG/config.json or ~/.docker/config.json',
  },
} as const;

interface Login {
  readonly registry: string;
  /** The file or the credential helper. */
  readonly store: string;
}

const outputs: Outputs<Login> = {
  registry: output(lineOutput, 'The registry.', (result) => result.registry),
  store: output(lineOutput, 'The file or the credential helper with the credentials.', (result) => result.store),
};

const { username, password, ...transport } = explicitOptions;

/** Checks credentials against a registry, and stores them. */
export const login = defineCommand({
  name: 'login',
  summary: 'check credentials, and store them for a registry',
  description:
    'Checks credentials against a registry, and stores them where docker login does: in the credential helper of ' +
    "Docker's configuration, otherwise in the file itself. docker, podman, oras, helm and crane also find them there.",
  examples: [
    {
      comment: 'Log in with a token from standard input',
      line: 'login ghcr.io --username octocat --password-stdin < token.txt',
    },
  ],
  options: {
    registry: registryOption,
    username: { ...username, short: 'u', description: 'User name at the registry.' },
    password: { ...password, short: 'p' },
    ...transport,
    'cert-file': registryReadOptions['cert-file'],
    'key-file': registryReadOptions['key-file'],
    headers: registryReadOptions.headers,
    resolve: registryReadOptions.resolve,
    'token-hosts': registryReadOptions['token-hosts'],
    ...configOption,
    ...resultOptions,
  },
  outputs,
  failure: { placeInput: 'registry' },
  async run(inputs, context) {
    const { label, log, signal } = context;
    const { registry } = inputs.registry;
    const given = await credentialsOf(inputs, context);
    const access = await registryAccess({ ...noOtherOptions, ...inputs, ...given, registryConfig: undefined }, label);
    context.describeFailure(() => ({ placeInput: 'registry', registry, plainHttp: access.plainHttp }));
    await using connection = await connectRegistry(registry, {
      ...connectionOptions(access, quietContext(context)),
      signal,
    });
    await checkLogin(connection.registry, signal, registry);
    if (!connection.requiresLogin())
      log.warning(`${registry} answers without credentials, so the credentials were not checked`);
    const file = inputs.registryConfig ?? dockerConfigPath({ env: context.env, homedir: homedir() });
    const host = hostOf(registry);
    const store = await saveLogin(file, host, given, { env: context.env, signal });
    if (store === file)
      log.notice(
        `the password is stored unencrypted in ${printable(file)}; a credential helper of Docker (credsStore) can ` +
          'keep it encrypted',
      );
    return { result: { registry: host, store }, lines: [`logged in to ${host}; the credentials are in ${store}`] };
  },
});

interface Logout {
  readonly registry: string;
  readonly removed: boolean;
}

const logoutOutputs: Outputs<Logout> = {
  registry: output(lineOutput, 'The registry.', (result) => result.registry),
  removed: output(booleanOutput, 'Whether there were credentials.', (result) => result.removed),
};

/** Removes the stored credentials of a registry. */
export const logout = defineCommand({
  name: 'logout',
  summary: 'remove the stored credentials of a registry',
  description: "Removes the credentials of a registry from Docker's configuration and its credential helper.",
  examples: [{ comment: 'Log out', line: 'logout ghcr.io' }],
  options: { registry: registryOption, ...configOption, ...resultOptions },
  outputs: logoutOutputs,
  failure: { placeInput: 'registry' },
  async run(inputs, { env, signal }) {
    const registry = hostOf(inputs.registry.registry);
    const file = inputs.registryConfig ?? dockerConfigPath({ env, homedir: homedir() });
    const removed = await removeLogin(file, registry, { env, signal });
    const line = removed ? `removed the credentials for ${registry}` : `there were no credentials for ${registry}`;
    return { result: { registry, removed }, lines: [line] };
  },
});

const noOtherOptions = { githubToken: undefined, attempts: undefined, retries: undefined } as const;

/** The credentials of the options, else those that the user types. */
async function credentialsOf(
  inputs: { readonly username: string | undefined; readonly password: string | undefined },
  { ask, label, log }: RunContext,
): Promise<{ readonly username: string; readonly password: string }> {
  const name = inputs.username ?? (await ask?.('User name: ', 'visible')) ?? '';
  const secret = inputs.password ?? (await ask?.('Password or token: ', 'hidden')) ?? '';
  for (const form of secretsOf({ username: name, password: secret })) log.hide(form);
  const missing = (option: string, remedy: string): Error =>
    inputError(label(option), undefined, `it is missing; ${remedy}`);
  if (name === '') throw missing('username', 'give the user name at the registry');
  if (secret === '') throw missing('password', 'give the password or token on standard input, with --password-stdin');
  return { username: name, password: secret };
}

/** @throws OciError `UNAUTHORIZED` for wrong credentials, without the advice to log in */
async function checkLogin(connected: HttpRegistry, signal: AbortSignal, registry: string): Promise<void> {
  try {
    await connected.ping({ signal });
  } catch (error) {
    if (!isOciError(error, 'UNAUTHORIZED', 'DENIED')) throw error;
    const answer = error.reason === undefined ? '' : ` (it answered: ${error.reason})`;
    throw new OciError(
      error.code,
      `${registry} does not accept the user name and password${answer}; check both, and whether the registry needs a ` +
        'token in place of the password',
      { status: error.status, remedy: 'stated' },
    );
  }
}

function hostOf(registry: string): string {
  return canonicalRegistry(registry.replace(/^https?:\/\//, ''));
}

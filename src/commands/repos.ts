import { connectRegistry } from '../connect/index.ts';
import { isOciError, OciError, printable } from '../spec/index.ts';
import { connectionOptions, defineCommand, quietContext } from './command.ts';
import { option } from './option.ts';
import { jsonOutput, lineOutput, output, type Outputs } from './output.ts';
import { registryAccess, registryReadOptions } from './registry-options.ts';
import { registryHost } from './registry-host.ts';
import { resultOptions } from './run-options.ts';

interface RepositoryList {
  readonly registry: string;
  readonly repositories: readonly string[];
}

const outputs: Outputs<RepositoryList> = {
  registry: output(lineOutput, 'The registry.', (result) => result.registry),
  repositories: output(jsonOutput, 'Its repositories.', (result) => result.repositories),
};

/** Lists the repositories of a registry. */
export const repos = defineCommand({
  name: 'repos',
  summary: 'list the repositories of a registry',
  description:
    'Lists the repositories of a registry, one per line. Many hosted registries, such as ghcr.io and Docker Hub, do ' +
    'not offer this list.',
  examples: [
    { comment: 'List all repositories', line: 'repos localhost:5000' },
    { comment: 'List those of a namespace', line: 'repos registry.example.com/acme' },
  ],
  options: {
    registry: option({
      type: registryHost(true),
      positional: 'registry',
      required: 'write host or host:port',
      description: 'Registry: `host` or `host:port`, and an optional namespace: `host/namespace`.',
    }),
    ...registryReadOptions,
    ...resultOptions,
  },
  outputs,
  failure: { placeInput: 'registry' },
  async run(inputs, context) {
    const { registry: host, prefix } = inputs.registry;
    const access = await registryAccess(inputs, context.label);
    context.describeFailure(() => ({ placeInput: 'registry', registry: host, plainHttp: access.plainHttp }));
    await using connection = await connectRegistry(host, {
      ...connectionOptions(access, quietContext(context)),
      signal: context.signal,
    });
    const found: string[] = [];
    try {
      for await (const name of connection.registry.repositories({ signal: context.signal })) {
        if (prefix !== undefined && name !== prefix && !name.startsWith(`${prefix}/`)) continue;
        if (inputs.json || inputs.print !== undefined) found.push(name);
        // A long list is printed while it arrives.
        else context.print(printable(name));
      }
    } catch (error) {
      if (!isOciError(error, 'UNSUPPORTED', 'NOT_FOUND', 'NAME_UNKNOWN')) throw error;
      const reason = `${error.message}; this registry does not list its repositories`;
      throw new OciError('UNSUPPORTED', reason, { cause: error, status: error.status });
    }
    return { result: { registry: host, repositories: found }, lines: [] };
  },
});

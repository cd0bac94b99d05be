import { openLocation } from '../connect/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import type { Location } from '../spec/index.ts';
import { connectionOptions, locationContext, quietContext, type RunContext } from './command.ts';
import { location, locationDescription } from './location-options.ts';
import { option, type Inputs } from './option.ts';
import { registryAccess, registryReadOptions } from './registry-options.ts';
import { resultOptions } from './run-options.ts';

/** Options of a command about one reference. */
export const referenceOptions = {
  reference: option({
    type: location(),
    positional: 'reference',
    required: 'write registry/repository:tag, or ./path:tag for an image layout',
    description: `${locationDescription}.`,
  }),
  ...registryReadOptions,
  ...resultOptions,
} as const;

/** The repository of a reference. */
export interface OpenReference {
  readonly reference: Location;
  readonly repository: Repository;
  readonly call: CallOptions;
}

/**
 * Opens the repository of the reference, and closes it after `work`.
 *
 * @param access `write` opens a layout for changes, `create` also creates it
 */
export async function withReference<T>(
  inputs: Inputs<typeof referenceOptions>,
  context: RunContext,
  access: 'read' | 'write' | 'create',
  work: (opened: OpenReference) => Promise<T>,
): Promise<T> {
  const { signal } = context;
  const { reference } = inputs;
  const registry = await registryAccess(inputs, context.label);
  context.describeFailure(() => ({ ...locationContext('reference', reference), plainHttp: registry.plainHttp }));
  await using opened = await openLocation(reference, {
    ...connectionOptions(registry, quietContext(context)),
    readOnly: access === 'read',
    create: access === 'create',
    signal,
  });
  return await work({ reference, repository: opened.repository, call: { signal } });
}

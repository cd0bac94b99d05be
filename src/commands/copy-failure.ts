import { CopyError } from '../transfer/index.ts';
import type { Location, InputLabel } from '../spec/index.ts';
import type { FailureContext } from '../output/index.ts';
import type { CopyInputs } from './copy-inputs.ts';
import { sideLabel } from './inputs-registry.ts';

/** What puts a failure of a copy into words: which of the two places it concerns, under the names of that side's inputs. */
export function copyFailureContext(
  error: unknown,
  { plan, from, to }: Pick<CopyInputs, 'plan' | 'from' | 'to'>,
  label: InputLabel,
): FailureContext {
  const atSource = error instanceof CopyError && error.origin === 'source';
  const place = atSource ? plan.source : plan.target;
  return {
    label: sideLabel(label, atSource ? 'from' : 'to'),
    plainHttp: (atSource ? from : to).plainHttp,
    ...placeContext(atSource ? 'source' : 'target', place),
  };
}

/** The input that names a place, and the registry or the directory that it is. */
export function placeContext(
  input: string,
  place: Location,
): Pick<FailureContext, 'placeInput' | 'directoryInput' | 'registry'> {
  return { placeInput: input, directoryInput: input, registry: place.kind === 'registry' ? place.registry : undefined };
}

import { ForwardingRegistry, type Registry, type RegistryDeleter, type RegistryWriter } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';

/** The type requires every operation that writes or deletes, so that the type check reports a missing one. */
const refusals: RegistryWriter & RegistryDeleter = {
  pushBlob: refuse('store a blob'),
  pushBlobChunked: refuse('start an upload'),
  pushBlobChunkedResume: refuse('resume an upload'),
  mountBlob: refuse('mount a blob'),
  pushManifest: refuse('store a manifest'),
  deleteBlob: refuse('delete a blob'),
  deleteManifest: refuse('delete a manifest'),
  deleteTag: refuse('delete a tag'),
};

/**
 * A view of the registry that rejects every write and delete with `UNSUPPORTED`. `registry` does not receive these
 * calls. The code is `UNSUPPORTED` (405) and not `DENIED` (403), because other credentials would not help
 * (distribution-spec, "Error Codes").
 */
export function readOnly(registry: Registry): Registry {
  return Object.assign(new ForwardingRegistry(registry), refusals);
}

function refuse(operation: string): () => Promise<never> {
  return async () => {
    throw new OciError('UNSUPPORTED', `cannot ${operation}: this registry is read-only`);
  };
}

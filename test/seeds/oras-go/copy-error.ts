import { copy, CopyError, MemoryRegistry, repository } from 'oci-artifact/oras';

const registry = new MemoryRegistry();
try {
  await copy(repository(registry, 'source'), 'non-existent-reference', repository(registry, 'destination'));
  console.log('Copy succeeded unexpectedly');
} catch (error) {
  if (error instanceof CopyError) {
    console.log('copyErr.Origin:', error.origin);
    console.log('copyErr.Op:', error.op);
    console.log('copyErr.Err:', (error.cause as Error).message);
    console.log('copyErr.Error():', error.message);
  } else console.log('err is not a CopyError:', error);
}

import { copy, CopyError, MemoryStore } from 'oci-artifact/oras';

try {
  await copy(new MemoryStore(), 'non-existent-reference', new MemoryStore());
  console.log('Copy succeeded unexpectedly');
} catch (error) {
  if (error instanceof CopyError) {
    console.log('copyErr.Origin:', error.origin);
    console.log('copyErr.Op:', error.op);
    console.log('copyErr.Err:', (error.cause as Error).message);
    console.log('copyErr.Error():', error.message);
  } else console.log('err is not a CopyError:', error);
}

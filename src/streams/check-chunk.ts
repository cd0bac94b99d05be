import { OciError } from '../spec/index.ts';

/** Checks a chunk of a body of the caller, whose types may be wrong. @throws OciError `INPUT_INVALID` */
export function checkChunk(chunk: unknown): asserts chunk is Uint8Array {
  if (chunk instanceof Uint8Array) return;
  const kind = typeof chunk === 'string' ? 'text' : `a value of type ${chunk === null ? 'null' : typeof chunk}`;
  throw new OciError('INPUT_INVALID', `cannot read the content: it contains ${kind}; its chunks must be Uint8Array`);
}

/**
 * The address of the next byte, and the bits of an incomplete byte. The first bit is the lowest (RFC 1951, section
 * 3.1.1).
 */
let at: usize = 0;
let bits: u64 = 0;
let count: u32 = 0;

export function startBits(output: usize): void {
  at = output;
  bits = 0;
  count = 0;
}

/** Appends the lowest `length` bits of `code`, at most 32. The other bits of `code` must be zero. */
export function put(code: u32, length: u32): void {
  bits |= (code as u64) << count;
  count += length;
  store<u64>(at, bits);
  at += count >> 3;
  bits >>= (count & 56) as u64;
  count &= 7;
}

/** Completes the current byte with zeros. @returns the address of the next byte */
export function alignBits(): usize {
  if (count > 0) put(0, 8 - count);
  return at;
}

/** Sets the address after bytes that were written directly. */
export function continueAt(output: usize): void {
  at = output;
}

// The loop over the symbols of a block copies these three values to local variables, which are faster.

export function bitsAddress(): usize {
  return at;
}

export function bitsPending(): u64 {
  return bits;
}

export function bitsCount(): u32 {
  return count;
}

export function setBits(address: usize, pending: u64, length: u32): void {
  at = address;
  bits = pending;
  count = length;
}

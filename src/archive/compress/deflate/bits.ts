/** Where the next byte goes, and the bits that do not make one yet: RFC 1951, section 3.1.1, the first bit is the lowest. */
let at: usize = 0;
let bits: u64 = 0;
let count: u32 = 0;

export function startBits(output: usize): void {
  at = output;
  bits = 0;
  count = 0;
}

/** Appends the lowest `length` bits of `code`, 32 at most; its other bits are zero. */
export function put(code: u32, length: u32): void {
  bits |= (code as u64) << count;
  count += length;
  store<u64>(at, bits);
  at += count >> 3;
  bits >>= (count & 56) as u64;
  count &= 7;
}

/** Fills the byte that was begun with zeros. @returns where the next one goes */
export function alignBits(): usize {
  if (count > 0) put(0, 8 - count);
  return at;
}

/** Goes on behind bytes that were written in place, from a byte boundary. */
export function goOnAt(output: usize): void {
  at = output;
}

// The loop over a block's symbols keeps the three in variables of its own, which are faster.

export function bitsPlace(): usize {
  return at;
}

export function bitsPending(): u64 {
  return bits;
}

export function bitsCount(): u32 {
  return count;
}

export function setBits(place: usize, pending: u64, length: u32): void {
  at = place;
  bits = pending;
  count = length;
}

/** Bits, times this. */
export const bitUnit: u32 = 4096;
const unitBits: u32 = 12;

/** u32: the binary logarithm of 1 to 255, in units. */
const logarithms: usize = memory.data(1024, 4);

/** Whole-number arithmetic: squaring a number doubles its logarithm, and shows one more of its bits. */
export function fillLogarithms(): void {
  for (let value: u32 = 1; value < 256; value++) {
    const whole: u32 = 31 - clz(value);
    let fraction: u32 = 0;
    let square: u64 = (value as u64) << (30 - whole);
    for (let i: u32 = 0; i < unitBits; i++) {
      square = (square * square) >> 30;
      fraction <<= 1;
      if (square >> 31 != 0) {
        square >>= 1;
        fraction |= 1;
      }
    }
    store<u32>(logarithms + value * 4, (whole << unitBits) | fraction);
  }
}

/** `value` times its binary logarithm, in units, less than 1 % off. */
export function timesLogarithm(value: u32): u64 {
  if (value < 2) return 0;
  const shift: u32 = value < 256 ? 0 : 24 - clz(value);
  return (value as u64) * (load<u32>(logarithms + (value >> shift) * 4) + (shift << unitBits));
}

/**
 * What symbols that occur so often take at least, in units of a bit.
 *
 * @param frequencies u32 each
 */
export function leastBits(frequencies: usize, symbols: u32): u64 {
  let total: u32 = 0;
  let saved: u64 = 0;
  for (let place = frequencies; place < frequencies + symbols * 4; place += 4) {
    const frequency = load<u32>(place);
    total += frequency;
    saved += timesLogarithm(frequency);
  }
  return timesLogarithm(total) - saved;
}

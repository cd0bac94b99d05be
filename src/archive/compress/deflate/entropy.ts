/** Costs are bits times this factor. */
export const bitUnit: u32 = 4096;
const unitBits: u32 = 12;

/** u32 each: the binary logarithm of 1 to 255, times `bitUnit`. */
const logarithms: usize = memory.data(1024, 4);

/** Computes the logarithms with integer arithmetic: squaring a number doubles its logarithm and gives one more bit. */
export function fillLogarithms(): void {
  for (let value: u32 = 1; value < 256; value++) {
    const integerPart: u32 = 31 - clz(value);
    let fraction: u32 = 0;
    let square: u64 = (value as u64) << (30 - integerPart);
    for (let i: u32 = 0; i < unitBits; i++) {
      square = (square * square) >> 30;
      fraction <<= 1;
      if (square >> 31 != 0) {
        square >>= 1;
        fraction |= 1;
      }
    }
    store<u32>(logarithms + value * 4, (integerPart << unitBits) | fraction);
  }
}

/** Computes `value` times its binary logarithm, times `bitUnit`, with an error below 1 %. */
export function timesLogarithm(value: u32): u64 {
  if (value < 2) return 0;
  const shift: u32 = value < 256 ? 0 : 24 - clz(value);
  return (value as u64) * (load<u32>(logarithms + (value >> shift) * 4) + (shift << unitBits));
}

/**
 * Computes the minimum cost of symbols with these frequencies (their entropy), times `bitUnit`.
 *
 * @param frequencies u32 each
 */
export function minimumBits(frequencies: usize, symbols: u32): u64 {
  let total: u32 = 0;
  let saved: u64 = 0;
  for (let address = frequencies; address < frequencies + symbols * 4; address += 4) {
    const frequency = load<u32>(address);
    total += frequency;
    saved += timesLogarithm(frequency);
  }
  return timesLogarithm(total) - saved;
}

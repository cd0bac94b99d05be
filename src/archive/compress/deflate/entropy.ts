/** Costs are bits times this factor. */
export const bitUnit: u32 = 4096;
const unitBits: u32 = 12;

/** u32 each: the binary logarithm of 1 to 255, and its product with the number, times `bitUnit`. */
const logarithms: usize = memory.data(1024, 4);
const products: usize = memory.data(1024, 4);

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
    const logarithm = (integerPart << unitBits) | fraction;
    store<u32>(logarithms + value * 4, logarithm);
    store<u32>(products + value * 4, value * logarithm);
  }
}

/** Computes `value` times its binary logarithm, times `bitUnit`, with an error below 1 %. */
export function timesLogarithm(value: u32): u64 {
  if (value < 256) return load<u32>(products + value * 4);
  const shift: u32 = 24 - clz(value);
  return (value as u64) * (load<u32>(logarithms + (value >> shift) * 4) + (shift << unitBits));
}

/**
 * Computes the minimum cost of symbols with these frequencies (their entropy), times `bitUnit`.
 *
 * @param frequencies u32 each
 */
export function minimumBits(frequencies: usize, symbols: u32): u64 {
  return timesLogarithm(sumOf(frequencies, symbols)) - sumOfProducts(frequencies, symbols);
}

export function sumOf(frequencies: usize, symbols: u32): u32 {
  let sum: u32 = 0;
  const end = frequencies + symbols * 4;
  for (let address = frequencies; address < end; address += 4) sum += load<u32>(address);
  return sum;
}

/** Sums the products of {@link timesLogarithm}. */
export function sumOfProducts(frequencies: usize, symbols: u32): u64 {
  let sum: u64 = 0;
  const end = frequencies + symbols * 4;
  for (let address = frequencies; address < end; address += 4) sum += timesLogarithm(load<u32>(address));
  return sum;
}

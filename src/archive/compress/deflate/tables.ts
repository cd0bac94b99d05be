/** Number of symbols of literals and lengths, and of distances (RFC 1951, section 3.2.5). */
export const literalSymbols: u32 = 286;
export const distanceSymbols: u32 = 30;
export const endOfBlock: u32 = 256;
export const firstLengthSymbol: u32 = 257;
export const minMatch: u32 = 3;
export const maxMatch: u32 = 258;

/** u8 for each length up to 258: one of the 29 length symbols. */
const lengthSymbol: usize = memory.data(264);
/** u16 and u8 for each length symbol: the base length and the number of extra bits. */
const lengthBase: usize = memory.data(64, 2);
const lengthBits: usize = memory.data(32);
/** u8 for each distance up to 256, then u8 for each 128 larger distances. */
const distanceSymbol: usize = memory.data(512);
const distanceBase: usize = memory.data(64, 2);
const distanceBits: usize = memory.data(32);

export function fillTables(): void {
  let length: u32 = minMatch;
  for (let symbol: u32 = 0; symbol < 28; symbol++) {
    const extra: u32 = symbol < 8 ? 0 : (symbol >> 2) - 1;
    store<u16>(lengthBase + symbol * 2, length as u16);
    store<u8>(lengthBits + symbol, extra as u8);
    for (let i: u32 = 0; i < 1 << extra; i++) store<u8>(lengthSymbol + length++, symbol as u8);
  }
  // The length 258 has its own symbol, although the previous symbol would include it.
  store<u8>(lengthSymbol + maxMatch, 28);
  store<u16>(lengthBase + 56, maxMatch as u16);
  let distance: u32 = 1;
  for (let symbol: u32 = 0; symbol < distanceSymbols; symbol++) {
    const extra: u32 = symbol < 4 ? 0 : (symbol >> 1) - 1;
    store<u16>(distanceBase + symbol * 2, distance as u16);
    store<u8>(distanceBits + symbol, extra as u8);
    const after = distance + (1 << extra);
    for (; distance < after; distance++) store<u8>(distanceSlot(distance), symbol as u8);
  }
}

// @ts-ignore: decorator
@inline
function distanceSlot(distance: u32): usize {
  const less = distance - 1;
  return distanceSymbol + (less < 256 ? less : 256 + (less >> 7));
}

// @ts-ignore: decorator
@inline
export function symbolOfLength(length: u32): u32 {
  return load<u8>(lengthSymbol + length);
}

export function baseLength(symbol: u32): u32 {
  return load<u16>(lengthBase + symbol * 2);
}

export function extraLengthBits(symbol: u32): u32 {
  return load<u8>(lengthBits + symbol);
}

// @ts-ignore: decorator
@inline
export function symbolOfDistance(distance: u32): u32 {
  return load<u8>(distanceSlot(distance));
}

// @ts-ignore: decorator
@inline
export function baseDistance(symbol: u32): u32 {
  return load<u16>(distanceBase + symbol * 2);
}

// @ts-ignore: decorator
@inline
export function extraDistanceBits(symbol: u32): u32 {
  return load<u8>(distanceBits + symbol);
}

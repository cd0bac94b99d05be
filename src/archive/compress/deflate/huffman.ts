/** A code is a u32: its bits in the order of writing, the first one lowest, and from bit 24 their number. */
export const codeMask: u32 = 0xffffff;

const maxSymbols: u32 = 288;
/** u32 for each used symbol: its frequency, and in bits 0 to 8 the symbol. */
const leaves: usize = memory.data(maxSymbols * 4, 4);
/** u16: the parent node of each leaf. */
const parentOfLeaf: usize = memory.data(maxSymbols * 2, 2);
/** u32: the total frequency below each inner node. */
const weights: usize = memory.data(maxSymbols * 4, 4);
/** u16: the parent of each inner node, then its depth. */
const parentOfNode: usize = memory.data(maxSymbols * 2, 2);
/** u32 for each length: the number of symbols, and the next code. */
const lengthCounts: usize = memory.data(64, 4);
const nextCodes: usize = memory.data(64, 4);

/**
 * Builds the canonical code (RFC 1951, section 3.2.2) with the fewest bits for the frequencies.
 *
 * @param frequencies u32 for each symbol, below 2²³
 * @param symbols number of symbols
 * @param longest maximum bits of a code, at most 15
 * @param lengths output: u8 for each symbol, 0 for an unused one
 * @param codes output: u32 for each symbol
 */
export function buildCode(frequencies: usize, symbols: u32, longest: u32, lengths: usize, codes: usize): void {
  memory.fill(lengths, 0, symbols);
  memory.fill(codes, 0, symbols * 4);
  let used: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const frequency = load<u32>(frequencies + symbol * 4);
    if (frequency > 0) store<u32>(leaves + used++ * 4, (frequency << 9) | symbol);
  }
  if (used < 2) {
    // Decoders require a complete code, so the code has two symbols of one bit each, even if they are not used.
    const symbol: u32 = used == 0 ? 0 : load<u32>(leaves) & 511;
    const other: u32 = symbol == 0 ? 1 : 0;
    store<u8>(lengths + symbol, 1);
    store<u8>(lengths + other, 1);
  } else {
    sortLeaves(used);
    joinNodes(used);
    countLengths(used, longest);
    let leaf: u32 = 0;
    for (let length = longest; length > 0; length--) {
      for (let left = load<u32>(lengthCounts + length * 4); left > 0; left--) {
        store<u8>(lengths + (load<u32>(leaves + leaf++ * 4) & 511), length as u8);
      }
    }
  }
  assignCodes(symbols, longest, lengths, codes);
}

/** Sorts by frequency, then by symbol. Shellsort is fast, because there are only a few leaves. */
function sortLeaves(used: u32): void {
  let gap: u32 = used > 64 ? 57 : 10;
  for (; gap > 0; gap = gap == 57 ? 23 : gap == 23 ? 10 : gap == 10 ? 4 : gap == 4 ? 1 : 0) {
    for (let i = gap; i < used; i++) {
      const leaf = load<u32>(leaves + i * 4);
      let position = i;
      for (; position >= gap; position -= gap) {
        const other = load<u32>(leaves + (position - gap) * 4);
        if (other <= leaf) break;
        store<u32>(leaves + position * 4, other);
      }
      store<u32>(leaves + position * 4, leaf);
    }
  }
}

/** Repeatedly joins the two nodes with the lowest weights. New nodes are already sorted by weight. */
function joinNodes(used: u32): void {
  let leaf: u32 = 0;
  let node: u32 = 0;
  for (let newNode: u32 = 0; newNode < used - 1; newNode++) {
    let weight: u32 = 0;
    for (let i = 0; i < 2; i++) {
      if (leaf < used && (node >= newNode || load<u32>(leaves + leaf * 4) >> 9 <= load<u32>(weights + node * 4))) {
        weight += load<u32>(leaves + leaf * 4) >> 9;
        store<u16>(parentOfLeaf + leaf++ * 2, newNode as u16);
      } else {
        weight += load<u32>(weights + node * 4);
        store<u16>(parentOfNode + node++ * 2, newNode as u16);
      }
    }
    store<u32>(weights + newNode * 4, weight);
  }
}

function countLengths(used: u32, longest: u32): void {
  const root = used - 2;
  store<u16>(parentOfNode + root * 2, 0);
  for (let node: i32 = root - 1; node >= 0; node--) {
    store<u16>(parentOfNode + node * 2, load<u16>(parentOfNode + (load<u16>(parentOfNode + node * 2) as u32) * 2) + 1);
  }
  memory.fill(lengthCounts, 0, 64);
  for (let leaf: u32 = 0; leaf < used; leaf++) {
    const depth: u32 = (load<u16>(parentOfNode + (load<u16>(parentOfLeaf + leaf * 2) as u32) * 2) as u32) + 1;
    const address = lengthCounts + min(depth, longest) * 4;
    store<u32>(address, load<u32>(address) + 1);
  }
  // Shortened codes exceed the code space. Each step moves one of the longest codes next to a shorter code, which
  // becomes longer.
  let usedSpace: u32 = 0;
  for (let length: u32 = 1; length <= longest; length++) {
    usedSpace += load<u32>(lengthCounts + length * 4) << (longest - length);
  }
  for (; usedSpace > 1 << longest; usedSpace--) {
    let length = longest - 1;
    while (load<u32>(lengthCounts + length * 4) == 0) length--;
    store<u32>(lengthCounts + length * 4, load<u32>(lengthCounts + length * 4) - 1);
    store<u32>(lengthCounts + (length + 1) * 4, load<u32>(lengthCounts + (length + 1) * 4) + 2);
    store<u32>(lengthCounts + longest * 4, load<u32>(lengthCounts + longest * 4) - 1);
  }
}

function assignCodes(symbols: u32, longest: u32, lengths: usize, codes: usize): void {
  memory.fill(lengthCounts, 0, 64);
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const address = lengthCounts + (load<u8>(lengths + symbol) as u32) * 4;
    store<u32>(address, load<u32>(address) + 1);
  }
  store<u32>(lengthCounts, 0);
  let code: u32 = 0;
  for (let length: u32 = 1; length <= longest; length++) {
    code = (code + load<u32>(lengthCounts + (length - 1) * 4)) << 1;
    store<u32>(nextCodes + length * 4, code);
  }
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length: u32 = load<u8>(lengths + symbol);
    if (length == 0) continue;
    const next = load<u32>(nextCodes + length * 4);
    store<u32>(nextCodes + length * 4, next + 1);
    store<u32>(codes + symbol * 4, reversed(next, length) | (length << 24));
  }
}

function reversed(code: u32, length: u32): u32 {
  let result: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    result = (result << 1) | (code & 1);
    code >>= 1;
  }
  return result;
}

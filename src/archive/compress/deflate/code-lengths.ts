import { put } from './bits';
import { buildCode, codeMask } from './huffman';

const lengthSymbols: u32 = 19;
const maxCodeBits: u32 = 7;
/** u16 each: a symbol of RFC 1951, section 3.2.7, and from bit 5 its extra bits. */
const runs: usize = memory.data(640, 2);
const frequencies: usize = memory.data(76, 4);
const lengthsOfLengths: usize = memory.data(19);
const codes: usize = memory.data(76, 4);
const order: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
let runCount: u32 = 0;

/**
 * Writes HLIT, HDIST, HCLEN and the code lengths of a block (RFC 1951, section 3.2.7).
 *
 * @param lengths u8 each: of the literals and lengths, then of the distances
 */
export function putCodeLengths(lengths: usize, literals: u32, distances: u32): void {
  collectRuns(lengths, literals + distances);
  buildCode(frequencies, lengthSymbols, maxCodeBits, lengthsOfLengths, codes);
  let lengthCount = lengthSymbols;
  while (lengthCount > 4 && lengthOf(lengthCount - 1) == 0) lengthCount--;
  put(literals - 257, 5);
  put(distances - 1, 5);
  put(lengthCount - 4, 4);
  for (let i: u32 = 0; i < lengthCount; i++) put(lengthOf(i), 3);
  for (let i: u32 = 0; i < runCount; i++) {
    const run: u32 = load<u16>(runs + i * 2);
    const symbol = run & 31;
    const code = load<u32>(codes + symbol * 4);
    put(code & codeMask, code >> 24);
    if (symbol >= 16) put(run >> 5, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
  }
}

function lengthOf(index: u32): u32 {
  return load<u8>(lengthsOfLengths + (load<u8>(order + index) as u32));
}

function collectRuns(lengths: usize, total: u32): void {
  memory.fill(frequencies, 0, 76);
  runCount = 0;
  for (let from: u32 = 0; from < total; ) {
    const length: u32 = load<u8>(lengths + from);
    let left: u32 = 1;
    while (from + left < total && <u32>load<u8>(lengths + from + left) == length) left++;
    from += left;
    if (length == 0) {
      for (; left >= 11; left -= min<u32>(left, 138)) addRun(18, min<u32>(left, 138) - 11);
      if (left >= 3) {
        addRun(17, left - 3);
        left = 0;
      }
    } else {
      addRun(length, 0);
      left--;
      for (; left >= 3; left -= min<u32>(left, 6)) addRun(16, min<u32>(left, 6) - 3);
    }
    for (; left > 0; left--) addRun(length, 0);
  }
}

function addRun(symbol: u32, more: u32): void {
  store<u16>(runs + runCount++ * 2, (symbol | (more << 5)) as u16);
  store<u32>(frequencies + symbol * 4, load<u32>(frequencies + symbol * 4) + 1);
}

import { alignBits, bitsCount, bitsPending, bitsPlace, goOnAt, put, setBits } from './bits';
import { putCodeLengths } from './code-lengths';
import { bitUnit, leastBits } from './entropy';
import { buildCode, codeMask } from './huffman';
import {
  distanceSymbols,
  endOfBlock,
  firstLengthSymbol,
  furtherDistanceBits,
  furtherLengthBits,
  leastDistance,
  leastLength,
  literalSymbols,
  longestMatch,
  shortestMatch,
  symbolOfDistance,
  symbolOfLength,
} from './tables';

/** Four literals together with the bits of an unfinished byte fit into 64. */
const longestLiteralCode: u32 = 14;
const longestDistanceCode: u32 = 15;
const allSymbols: u32 = literalSymbols + distanceSymbols;
const frequencyBytes: usize = 1280;
const storedLimit: usize = 0xffff;

/** Symbols after which it is seen whether they go on like the ones before. */
const pieceSymbols: u32 = 4096;
const mostSymbols: u32 = 65536;
/** What a block of its own costs beside its symbols, about, in bits: as much for itself, and as much for each symbol that it has. */
const blockBits: u32 = 80;
const symbolBits: u32 = 3;
/** In units of a bit. */
const dearLiteral: u64 = (52 * bitUnit) / 10;

/** u64 each: literals before the match, from bit 32 on its length, from bit 48 on its distance. One of length 0 is no match. */
const sequences: usize = memory.data((65536 + 4096 + 2) * 8, 8);
/** u32 for each literal and length, then for each distance: in the block so far, in the piece at its end, in both. */
const blockFrequencies: usize = memory.data(1280, 4);
const pieceFrequencies: usize = memory.data(1280, 4);
const bothFrequencies: usize = memory.data(1280, 4);

const lengths: usize = memory.data(320);
const literalCodes: usize = memory.data(1152, 4);
const distanceCodes: usize = memory.data(128, 4);
/** u32 for each length up to 258: code and further bits as one. */
const lengthCodes: usize = memory.data(1040, 4);

/** Input from here on is not written yet. */
let blockStart: usize = 0;
/** Sequences, symbols and input of the block without the piece; then with it. */
let blockSequences: u32 = 0;
let blockSymbols: u32 = 0;
let blockEnd: usize = 0;
let allSequences: u32 = 0;
let pieceCount: u32 = 0;
let blockCost: u64 = 0;
let dearLiterals: bool = true;

export function startBlocks(input: usize): void {
  blockStart = input;
  blockEnd = input;
  blockSequences = 0;
  blockSymbols = 0;
  allSequences = 0;
  pieceCount = 0;
  dearLiterals = true;
  memory.fill(blockFrequencies, 0, frequencyBytes);
  memory.fill(pieceFrequencies, 0, frequencyBytes);
}

// @ts-ignore: decorator
@inline
function countOne(place: usize): void {
  store<u32>(place, load<u32>(place) + 1);
}

/** `literals` bytes as they are, then a match, which may be none. */
// @ts-ignore: decorator
@inline
export function addSequence(literals: u32, from: usize, length: u32, distance: u32): void {
  for (let place = from; place < from + literals; place++) countOne(pieceFrequencies + ((load<u8>(place) as usize) << 2));
  store<u64>(sequences + (allSequences++ << 3), (literals as u64) | ((length as u64) << 32) | ((distance as u64) << 48));
  if (length > 0) {
    countOne(pieceFrequencies + ((firstLengthSymbol + symbolOfLength(length)) << 2));
    countOne(pieceFrequencies + ((literalSymbols + symbolOfDistance(distance)) << 2));
  }
  pieceCount += literals + 1;
}

// @ts-ignore: decorator
@inline
export function isPieceFull(): bool {
  return pieceCount >= pieceSymbols;
}

/**
 * Whether four literals of the piece before this one take more bits than a match of four bytes, about 20. Content of few kinds of bytes,
 * such as digests in hexadecimal digits, is full of matches that gain nothing.
 */
export function areLiteralsDear(): bool {
  return dearLiterals;
}

/** Ends the piece at `end`, up to where everything is in sequences: it becomes a part of the block, or the begin of the next one. */
export function endPiece(end: usize): void {
  let symbols: u32 = 0;
  for (let i: u32 = 0; i < allSymbols * 4; i += 4) {
    const inPiece = load<u32>(pieceFrequencies + i);
    symbols += inPiece > 0 ? 1 : 0;
    store<u32>(bothFrequencies + i, load<u32>(blockFrequencies + i) + inPiece);
  }
  let literals: u32 = 0;
  for (let i: u32 = 0; i < endOfBlock * 4; i += 4) literals += load<u32>(pieceFrequencies + i);
  dearLiterals = leastBits(pieceFrequencies, endOfBlock) > (literals as u64) * dearLiteral;
  const pieceCost = bitsOf(pieceFrequencies);
  let together = bitsOf(bothFrequencies);
  const apart = blockCost + pieceCost + ((blockBits + symbolBits * symbols) as u64) * bitUnit;
  if (blockSymbols > 0 && (together > apart || blockSymbols + pieceCount > mostSymbols)) {
    writeBlock();
    together = pieceCost;
    memory.copy(blockFrequencies, pieceFrequencies, frequencyBytes);
  } else {
    memory.copy(blockFrequencies, bothFrequencies, frequencyBytes);
  }
  blockCost = together;
  blockSequences = allSequences;
  blockSymbols += pieceCount;
  blockEnd = end;
  pieceCount = 0;
  memory.fill(pieceFrequencies, 0, frequencyBytes);
}

/** Writes what has not been written. */
export function endBlocks(): void {
  if (blockSymbols > 0) writeBlock();
}

function bitsOf(frequencies: usize): u64 {
  return leastBits(frequencies, literalSymbols) + leastBits(frequencies + literalSymbols * 4, distanceSymbols);
}

/** Writes the block without the piece, whose sequences move up. */
function writeBlock(): void {
  const place = bitsPlace();
  const pending = bitsPending();
  const count = bitsCount();
  writeCompressed();
  const size = blockEnd - blockStart;
  if (bitsPlace() - place > size + 5 * (size / storedLimit + 1)) {
    setBits(place, pending, count);
    writeStored();
  }
  memory.copy(sequences, sequences + (blockSequences << 3), (allSequences - blockSequences) << 3);
  allSequences -= blockSequences;
  blockSequences = 0;
  blockSymbols = 0;
  blockStart = blockEnd;
}

/** RFC 1951, section 3.2.4. */
function writeStored(): void {
  for (let from = blockStart; from < blockEnd; ) {
    const size = min(blockEnd - from, storedLimit);
    put(0, 3);
    const place = alignBits();
    store<u16>(place, size as u16);
    store<u16>(place + 2, ~(size as u16));
    memory.copy(place + 4, from, size);
    goOnAt(place + 4 + size);
    from += size;
  }
}

/** RFC 1951, section 3.2.7. */
function writeCompressed(): void {
  store<u32>(blockFrequencies + endOfBlock * 4, 1);
  buildCode(blockFrequencies, literalSymbols, longestLiteralCode, lengths, literalCodes);
  let literals = literalSymbols;
  while (load<u8>(lengths + literals - 1) == 0) literals--;
  buildCode(blockFrequencies + literalSymbols * 4, distanceSymbols, longestDistanceCode, lengths + literals, distanceCodes);
  let distances = distanceSymbols;
  while (load<u8>(lengths + literals + distances - 1) == 0) distances--;
  put(4, 3);
  putCodeLengths(lengths, literals, distances);
  fillLengthCodes();
  writeSequences();
  const end = load<u32>(literalCodes + endOfBlock * 4);
  put(end & codeMask, end >> 24);
}

function fillLengthCodes(): void {
  for (let length = shortestMatch; length <= longestMatch; length++) {
    const symbol = symbolOfLength(length);
    const code = load<u32>(literalCodes + (firstLengthSymbol + symbol) * 4);
    const bits = code >> 24;
    store<u32>(lengthCodes + length * 4, (code & codeMask) | ((length - leastLength(symbol)) << bits) | ((bits + furtherLengthBits(symbol)) << 24));
  }
}

function writeSequences(): void {
  let place = bitsPlace();
  let bits = bitsPending();
  let count = bitsCount();
  let from = blockStart;
  const last = sequences + (blockSequences << 3);
  for (let next = sequences; next < last; next += 8) {
    const sequence = load<u64>(next);
    let literals = sequence as u32;
    for (; literals >= 4; literals -= 4) {
      const four = load<u32>(from);
      from += 4;
      let code = load<u32>(literalCodes + ((four & 255) << 2));
      bits |= ((code & codeMask) as u64) << count;
      count += code >> 24;
      code = load<u32>(literalCodes + ((four >> 6) & 0x3fc));
      bits |= ((code & codeMask) as u64) << count;
      count += code >> 24;
      code = load<u32>(literalCodes + ((four >> 14) & 0x3fc));
      bits |= ((code & codeMask) as u64) << count;
      count += code >> 24;
      code = load<u32>(literalCodes + ((four >> 24) << 2));
      bits |= ((code & codeMask) as u64) << count;
      count += code >> 24;
      store<u64>(place, bits);
      place += count >> 3;
      bits >>= (count & 56) as u64;
      count &= 7;
    }
    for (; literals > 0; literals--) {
      const code = load<u32>(literalCodes + ((load<u8>(from++) as usize) << 2));
      bits |= ((code & codeMask) as u64) << count;
      count += code >> 24;
    }
    store<u64>(place, bits);
    place += count >> 3;
    bits >>= (count & 56) as u64;
    count &= 7;
    const length = ((sequence >> 32) & 0xffff) as u32;
    if (length == 0) continue;
    from += length;
    let code = load<u32>(lengthCodes + (length << 2));
    bits |= ((code & codeMask) as u64) << count;
    count += code >> 24;
    const distance = (sequence >> 48) as u32;
    const symbol = symbolOfDistance(distance);
    code = load<u32>(distanceCodes + (symbol << 2));
    bits |= ((code & codeMask) as u64) << count;
    count += code >> 24;
    bits |= ((distance - leastDistance(symbol)) as u64) << count;
    count += furtherDistanceBits(symbol);
    store<u64>(place, bits);
    place += count >> 3;
    bits >>= (count & 56) as u64;
    count &= 7;
  }
  setBits(place, bits, count);
}

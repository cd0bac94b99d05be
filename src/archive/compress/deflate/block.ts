import { alignBits, bitsCount, bitsPending, bitsAddress, continueAt, put, setBits } from './bits';
import { putCodeLengths } from './code-lengths';
import { bitUnit, minimumBits, sumOf, sumOfProducts, timesLogarithm } from './entropy';
import { buildCode, codeMask } from './huffman';
import {
  distanceSymbols,
  endOfBlock,
  firstLengthSymbol,
  extraDistanceBits,
  extraLengthBits,
  baseDistance,
  baseLength,
  literalSymbols,
  maxMatch,
  minMatch,
  symbolOfDistance,
  symbolOfLength,
} from './tables';

/** With this limit, four literals and the bits of an incomplete byte fit into 64 bits. */
const maxLiteralCodeBits: u32 = 14;
const maxDistanceCodeBits: u32 = 15;
const allSymbols: u32 = literalSymbols + distanceSymbols;
const frequencyBytes: usize = 1280;
const storedLimit: usize = 0xffff;

/** After this number of symbols, a piece is compared with the block before it. */
const pieceSymbols: u32 = 4096;
const maxSymbols: u32 = 65536;
/** The approximate cost of a separate block in bits, in addition to its symbols: per block, and per used symbol. */
const blockBits: u32 = 80;
const symbolBits: u32 = 3;
/** In units of `bitUnit`. */
const expensiveLiteral: u64 = (52 * bitUnit) / 10;

/**
 * u64 each: the number of literals before a match, from bit 32 its length, from bit 48 its distance. Length 0 means no
 * match.
 */
const sequences: usize = memory.data((65536 + 4096 + 2) * 8, 8);
/** u32 for each literal and length, then for each distance: in the block, in the piece after it, in both together. */
const blockFrequencies: usize = memory.data(1280, 4);
const pieceFrequencies: usize = memory.data(1280, 4);
const bothFrequencies: usize = memory.data(1280, 4);

const lengths: usize = memory.data(320);
const literalCodes: usize = memory.data(1152, 4);
const distanceCodes: usize = memory.data(128, 4);
/** u32 for each length up to 258: code and extra bits together. */
const lengthCodes: usize = memory.data(1040, 4);

/** Address of the first input that is not written yet. */
let blockStart: usize = 0;
/** Sequences, symbols and end of the block without the piece; then the sequences with the piece. */
let blockSequences: u32 = 0;
let blockSymbols: u32 = 0;
let blockEnd: usize = 0;
let allSequences: u32 = 0;
let pieceCount: u32 = 0;
let blockCost: u64 = 0;
let literalsExpensive: bool = true;

export function startBlocks(input: usize): void {
  blockStart = input;
  blockEnd = input;
  blockSequences = 0;
  blockSymbols = 0;
  allSequences = 0;
  pieceCount = 0;
  literalsExpensive = true;
  memory.fill(blockFrequencies, 0, frequencyBytes);
  memory.fill(pieceFrequencies, 0, frequencyBytes);
}

// @ts-ignore: decorator
@inline
function countOne(address: usize): void {
  store<u32>(address, load<u32>(address) + 1);
}

/** Counts the literal at `address`. Call it before the literal is added. */
// @ts-ignore: decorator
@inline
export function countLiteral(address: usize): void {
  countOne(pieceFrequencies + ((load<u8>(address) as usize) << 2));
}

/** Adds `literals` counted bytes and a match of `length` bytes, which may be 0. */
// @ts-ignore: decorator
@inline
export function addSequence(literals: u32, length: u32, distance: u32): void {
  const sequence = (literals as u64) | ((length as u64) << 32) | ((distance as u64) << 48);
  store<u64>(sequences + (allSequences++ << 3), sequence);
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
 * Whether four literals of the previous piece need more bits than a match of four bytes, which needs about 20. Content
 * with few different bytes, such as hexadecimal digests, has many matches that do not save bits.
 */
export function areLiteralsExpensive(): bool {
  return literalsExpensive;
}

/**
 * Ends the piece at `end`, the end of the added sequences. The piece becomes a part of the block or starts the next
 * block.
 */
export function endPiece(end: usize): void {
  let symbols: u32 = 0;
  for (let i: u32 = 0; i < allSymbols * 4; i += 4) {
    const inPiece = load<u32>(pieceFrequencies + i);
    symbols += inPiece > 0 ? 1 : 0;
    store<u32>(bothFrequencies + i, load<u32>(blockFrequencies + i) + inPiece);
  }
  const literals = sumOf(pieceFrequencies, endOfBlock);
  const literalProducts = sumOfProducts(pieceFrequencies, endOfBlock);
  literalsExpensive = timesLogarithm(literals) - literalProducts > (literals as u64) * expensiveLiteral;
  const others = pieceFrequencies + endOfBlock * 4;
  const otherSymbols = literalSymbols - endOfBlock;
  const pieceCost =
    timesLogarithm(literals + sumOf(others, otherSymbols)) -
    literalProducts -
    sumOfProducts(others, otherSymbols) +
    minimumBits(pieceFrequencies + literalSymbols * 4, distanceSymbols);
  let joinedCost = bitsOf(bothFrequencies);
  const separateCost = blockCost + pieceCost + ((blockBits + symbolBits * symbols) as u64) * bitUnit;
  if (blockSymbols > 0 && (joinedCost > separateCost || blockSymbols + pieceCount > maxSymbols)) {
    writeBlock();
    joinedCost = pieceCost;
    memory.copy(blockFrequencies, pieceFrequencies, frequencyBytes);
  } else {
    memory.copy(blockFrequencies, bothFrequencies, frequencyBytes);
  }
  blockCost = joinedCost;
  blockSequences = allSequences;
  blockSymbols += pieceCount;
  blockEnd = end;
  pieceCount = 0;
  memory.fill(pieceFrequencies, 0, frequencyBytes);
}

/** Writes the last block. */
export function endBlocks(): void {
  if (blockSymbols > 0) writeBlock();
}

function bitsOf(frequencies: usize): u64 {
  return minimumBits(frequencies, literalSymbols) + minimumBits(frequencies + literalSymbols * 4, distanceSymbols);
}

/** Writes the block without the piece, and moves the sequences of the piece to the start. */
function writeBlock(): void {
  const address = bitsAddress();
  const pending = bitsPending();
  const count = bitsCount();
  writeCompressed();
  const size = blockEnd - blockStart;
  if (bitsAddress() - address > size + 5 * (size / storedLimit + 1)) {
    setBits(address, pending, count);
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
    const address = alignBits();
    store<u16>(address, size as u16);
    store<u16>(address + 2, ~(size as u16));
    memory.copy(address + 4, from, size);
    continueAt(address + 4 + size);
    from += size;
  }
}

/** RFC 1951, section 3.2.7. */
function writeCompressed(): void {
  store<u32>(blockFrequencies + endOfBlock * 4, 1);
  buildCode(blockFrequencies, literalSymbols, maxLiteralCodeBits, lengths, literalCodes);
  let literals = literalSymbols;
  while (load<u8>(lengths + literals - 1) == 0) literals--;
  const distanceFrequencies = blockFrequencies + literalSymbols * 4;
  buildCode(distanceFrequencies, distanceSymbols, maxDistanceCodeBits, lengths + literals, distanceCodes);
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
  for (let length = minMatch; length <= maxMatch; length++) {
    const symbol = symbolOfLength(length);
    const code = load<u32>(literalCodes + (firstLengthSymbol + symbol) * 4);
    const bits = code >> 24;
    const withExtra = (code & codeMask) | ((length - baseLength(symbol)) << bits);
    store<u32>(lengthCodes + length * 4, withExtra | ((bits + extraLengthBits(symbol)) << 24));
  }
}

function writeSequences(): void {
  let address = bitsAddress();
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
      store<u64>(address, bits);
      address += count >> 3;
      bits >>= (count & 56) as u64;
      count &= 7;
    }
    if (literals & 2) {
      const two: u32 = load<u16>(from);
      from += 2;
      let code = load<u32>(literalCodes + ((two & 255) << 2));
      bits |= ((code & codeMask) as u64) << count;
      count += code >> 24;
      code = load<u32>(literalCodes + ((two >> 8) << 2));
      bits |= ((code & codeMask) as u64) << count;
      count += code >> 24;
    }
    if (literals & 1) {
      const code = load<u32>(literalCodes + ((load<u8>(from++) as usize) << 2));
      bits |= ((code & codeMask) as u64) << count;
      count += code >> 24;
    }
    store<u64>(address, bits);
    address += count >> 3;
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
    bits |= ((distance - baseDistance(symbol)) as u64) << count;
    count += extraDistanceBits(symbol);
    store<u64>(address, bits);
    address += count >> 3;
    bits >>= (count & 56) as u64;
    count &= 7;
  }
  setBits(address, bits, count);
}

import { alignBits, continueAt, put, startBits } from './bits';
import {
  addSequence,
  areLiteralsExpensive,
  countLiteral,
  endBlocks,
  endPiece,
  isPieceFull,
  startBlocks,
} from './block';
import { fillLogarithms } from './entropy';
import {
  addToIndex,
  clearMatches,
  findLong,
  isShortMatch,
  maxMatchAt,
  sameBytes,
  shortDistance,
  windowSize,
} from './matches';
import { fillTables } from './tables';

/** A longer match that begins one byte later replaces a match below this length. */
const lazyBelow: u32 = 11;

fillTables();
fillLogarithms();

/**
 * Compresses to raw deflate (RFC 1951) that ends on a byte boundary and is not marked as the last block, so that
 * results can be joined.
 *
 * @param input address of the bytes; up to 16 bytes after them are read, but do not affect the result
 * @param history number of bytes before `input` to which the result can refer
 * @param size number of bytes
 * @param output address of the result; its maximum size is one and a half times `size` plus 1 KiB
 * @returns number of bytes of the result
 */
export function deflate(input: usize, history: u32, size: u32, output: usize): u32 {
  const end = input + size;
  // Eight bytes can be read before this address.
  const stop = size > 8 ? end - 8 : input;
  const begin = input - history;
  clearMatches();
  startBits(output);
  startBlocks(input);
  if (size > 8) addToIndex(begin, input);
  let address = input;
  let literalsFrom = input;
  let findShort = true;
  while (address < stop) {
    const reach = min<u32>(windowSize, (address - begin) as u32);
    const short = findShort ? shortDistance(address) : 0;
    let maxLength = maxMatchAt(end - address);
    const match = findLong(address, 4, reach, maxLength);
    let length = match & 0xffff;
    let distance = match >> 16;
    let known: u32 = 1;
    if (length == 0) {
      if (!findShort || !isShortMatch(address, short, reach)) {
        countLiteral(address++);
        continue;
      }
      length = sameBytes(address, address - short, 4, maxLength);
      distance = short;
    }
    while (length < lazyBelow && address + 1 < stop && length < maxLength - 1) {
      const next = address + 1;
      maxLength = maxMatchAt(end - next);
      if (findShort) shortDistance(next);
      const longer = findLong(next, length, min<u32>(windowSize, (next - begin) as u32), maxLength);
      if (longer == 0) {
        known = 2;
        break;
      }
      countLiteral(address);
      address = next;
      length = longer & 0xffff;
      distance = longer >> 16;
    }
    addSequence((address - literalsFrom) as u32, length, distance);
    const after = address + length;
    addToIndex(address + known, min(after, stop));
    address = after;
    literalsFrom = address;
    if (isPieceFull()) {
      endPiece(address);
      findShort = areLiteralsExpensive();
    }
  }
  while (address < end) countLiteral(address++);
  addSequence((end - literalsFrom) as u32, 0, 0);
  endPiece(end);
  endBlocks();
  // An empty stored block ends on a byte boundary.
  put(0, 3);
  const last = alignBits();
  store<u32>(last, 0xffff0000);
  continueAt(last + 4);
  return (last + 4 - output) as u32;
}

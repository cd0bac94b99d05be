import { alignBits, continueAt, put, startBits } from './bits';
import { addSequence, areLiteralsExpensive, endBlocks, endPiece, isPieceFull, startBlocks } from './block';
import { fillLogarithms } from './entropy';
import {
  addToIndex,
  clearMatches,
  distanceFound,
  findLong,
  maxMatchAt,
  sameBytes,
  shortDistance,
  windowSize,
} from './matches';
import { fillTables } from './tables';

/** A shorter match is replaced by a longer one that begins one byte later. */
const lazyBelow: u32 = 11;

fillTables();
fillLogarithms();

/**
 * Compresses to raw deflate (RFC 1951) that ends on a byte boundary and is not marked as the last block, so that
 * results can be joined.
 *
 * @param input address of the bytes; up to eight bytes after them are read and do not affect the result
 * @param history number of bytes before `input` that can be referred to
 * @param size number of bytes
 * @param output address of the result; one and a half times `size`, and 1 KiB, must be free there
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
  if (size > 8) for (let place = begin; place < input; place++) addToIndex(place);
  let place = input;
  let literalsFrom = input;
  let seekShort = true;
  while (place < stop) {
    const reach = min<u32>(windowSize, (place - begin) as u32);
    const short = seekShort ? shortDistance(place, reach) : 0;
    let most = maxMatchAt(end - place);
    let length = findLong(place, 4, reach, most);
    let distance = distanceFound();
    let known: u32 = 1;
    if (length == 4) {
      if (short == 0) {
        place++;
        continue;
      }
      length = sameBytes(place, place - short, 4, most);
      distance = short;
    }
    while (length < lazyBelow && place + 1 < stop && length < most - 1) {
      const next = place + 1;
      most = maxMatchAt(end - next);
      if (seekShort) shortDistance(next, 0);
      const longer = findLong(next, length, min<u32>(windowSize, (next - begin) as u32), most);
      if (longer == length) {
        known = 2;
        break;
      }
      place = next;
      length = longer;
      distance = distanceFound();
    }
    addSequence((place - literalsFrom) as u32, literalsFrom, length, distance);
    const after = place + length;
    const indexTo = min(after, stop);
    for (place += known; place < indexTo; place++) addToIndex(place);
    place = after;
    literalsFrom = place;
    if (isPieceFull()) {
      endPiece(place);
      seekShort = areLiteralsExpensive();
    }
  }
  addSequence((end - literalsFrom) as u32, literalsFrom, 0, 0);
  endPiece(end);
  endBlocks();
  // An empty stored block ends on a byte boundary.
  put(0, 3);
  const last = alignBits();
  store<u32>(last, 0xffff0000);
  continueAt(last + 4);
  return (last + 4 - output) as u32;
}

import { alignBits, goOnAt, put, startBits } from './bits';
import { addSequence, areLiteralsDear, endBlocks, endPiece, isPieceFull, startBlocks } from './block';
import { fillLogarithms } from './entropy';
import { clearMatches, distanceFound, findLong, know, longestAt, sameBytes, shortDistance, windowSize } from './matches';
import { fillTables } from './tables';

/** A match shorter than this is given up for a longer one that begins a byte later. */
const lazyBelow: u32 = 11;

fillTables();
fillLogarithms();

/**
 * Raw deflate (RFC 1951) that ends on a byte boundary and does not say that it is the last: such pieces can be joined.
 *
 * @param input where the bytes are; up to eight behind them are read and do not matter
 * @param history how many bytes before `input` went before it, and may be referred to
 * @param size how many bytes
 * @param output where the result goes; half as much again as `size`, and 1 KiB, has to be free there
 * @returns how many bytes it has
 */
export function deflate(input: usize, history: u32, size: u32, output: usize): u32 {
  const end = input + size;
  // Where eight bytes can be read.
  const stop = size > 8 ? end - 8 : input;
  const begin = input - history;
  clearMatches();
  startBits(output);
  startBlocks(input);
  if (size > 8) for (let place = begin; place < input; place++) know(place);
  let place = input;
  let literalsFrom = input;
  let seekShort = true;
  while (place < stop) {
    const reach = min<u32>(windowSize, (place - begin) as u32);
    const short = seekShort ? shortDistance(place, reach) : 0;
    let most = longestAt(end - place);
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
      most = longestAt(end - next);
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
    const knowTo = min(after, stop);
    for (place += known; place < knowTo; place++) know(place);
    place = after;
    literalsFrom = place;
    if (isPieceFull()) {
      endPiece(place);
      seekShort = areLiteralsDear();
    }
  }
  addSequence((end - literalsFrom) as u32, literalsFrom, 0, 0);
  endPiece(end);
  endBlocks();
  // An empty stored block, which ends on a byte boundary.
  put(0, 3);
  const last = alignBits();
  store<u32>(last, 0xffff0000);
  goOnAt(last + 4);
  return (last + 4 - output) as u32;
}

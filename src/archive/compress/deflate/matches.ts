import { maxMatch } from './tables';

export const windowSize: u32 = 32768;
/** Bits of a hash that select the row, and bits that distinguish positions in the row. */
const rowBits: u32 = 12;
const tagBits: u32 = 8;
const shortBits: u32 = 13;
/** A match of four bytes from a larger distance needs more bits than literals. */
const shortReach: u32 = 8192;
/** The search ends at a match of this length. */
const sufficientMatch: u32 = 32;

/**
 * The last positions of five bytes: for each hash a row of eight positions, u16 each, latest first, and eight tags, u8
 * each, in the same order. A tag is the rest of the hash, so that one vector comparison finds the candidates in a row.
 */
const tags: usize = memory.data(32768, 16);
const rows: usize = memory.data(65536, 16);
/** The last position of four bytes, u16, by their hash. */
const shorts: usize = memory.data(16384, 16);

/** The distance of the last match found. */
let foundDistance: u32 = 0;

export function clearMatches(): void {
  memory.fill(tags, 0, 32768);
  memory.fill(rows, 0, 65536);
  memory.fill(shorts, 0, 16384);
}

// @ts-ignore: decorator
@inline
export function distanceFound(): u32 {
  return foundDistance;
}

// @ts-ignore: decorator
@inline
function hashOf(place: usize): u32 {
  return (((load<u64>(place) << 24) * 0x9e3779b185ebca87) >> (64 - rowBits - tagBits)) as u32;
}

// @ts-ignore: decorator
@inline
function shortOf(place: usize): usize {
  return shorts + (((load<u32>(place) * 0x9e3779b1) >> (32 - shortBits)) << 1);
}

// @ts-ignore: decorator
@inline
function remember(place: usize, hash: u32, rowTags: u64): void {
  const row = hash >> tagBits;
  store<u64>(tags + (row << 3), (rowTags << 8) | (hash & 255));
  const places = v128.load(rows + (row << 4));
  v128.store(rows + (row << 4), v128.shuffle<u16>(i16x8.splat(place as i16), places, 7, 8, 9, 10, 11, 12, 13, 14));
}

/** Adds `place` to the index. Eight bytes must be readable there. */
// @ts-ignore: decorator
@inline
export function addToIndex(place: usize): void {
  const hash = hashOf(place);
  remember(place, hash, load<u64>(tags + ((hash >> tagBits) << 3)));
  store<u16>(shortOf(place), place as u16);
}

/**
 * Finds the longest match of more than `least` and more than four bytes. Adds `place` to the index.
 *
 * @param reach bytes before `place` that can be referred to
 * @param most maximum length, at least 8
 * @returns the length, or `least` when there is none
 */
// @ts-ignore: decorator
@inline
export function findLong(place: usize, least: u32, reach: u32, most: u32): u32 {
  const hash = hashOf(place);
  const row = hash >> tagBits;
  const rowTags = load<u64>(tags + (row << 3));
  let candidates: u32 = v128.bitmask<i8>(v128.eq<i8>(v128.splat<i8>(hash as i8), i64x2.splat(rowTags))) & 255;
  if (candidates) {
    const first = load<u64>(place);
    let end = load<u32>(place + least - 3);
    do {
      const distance: u32 = ((place as u32) - (load<u16>(rows + (row << 4) + (ctz(candidates) << 1)) as u32)) & 0xffff;
      candidates &= candidates - 1;
      if (distance - 1 >= reach) continue;
      const other = place - distance;
      if (load<u32>(other + least - 3) != end) continue;
      const difference = load<u64>(other) ^ first;
      const length = difference ? (ctz(difference) >> 3) as u32 : sameBytes(place, other, 8, most);
      if (length > least) {
        least = length;
        foundDistance = distance;
        if (length >= sufficientMatch) break;
        end = load<u32>(place + least - 3);
      }
    } while (candidates);
  }
  remember(place, hash, rowTags);
  return least;
}

/**
 * The distance to the last occurrence of the four bytes at `place`. 0 when it is out of reach or too far to save bits.
 * Adds `place` to the index.
 */
// @ts-ignore: decorator
@inline
export function shortDistance(place: usize, reach: u32): u32 {
  const short = shortOf(place);
  const distance: u32 = ((place as u32) - (load<u16>(short) as u32)) & 0xffff;
  store<u16>(short, place as u16);
  return distance - 1 < min(reach, shortReach) && load<u32>(place - distance) == load<u32>(place) ? distance : 0;
}

/** The number of equal bytes, of which `known` are known to be equal. */
export function sameBytes(place: usize, other: usize, known: u32, most: u32): u32 {
  let length = known;
  while (length < most) {
    const difference = load<u64>(place + length) ^ load<u64>(other + length);
    if (difference) return min(length + ((ctz(difference) >> 3) as u32), most);
    length += 8;
  }
  return most;
}

export function maxMatchAt(left: usize): u32 {
  return min(maxMatch, left as u32);
}

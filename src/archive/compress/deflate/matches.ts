import { maxMatch } from './tables';

export const windowSize: u32 = 32768;
/** Number of bits of a hash that select the row, and of bits that distinguish positions in the row. */
const rowBits: u32 = 12;
const tagBits: u32 = 8;
const shortBits: u32 = 13;
/** A match of four bytes with a larger distance needs more bits than literals. */
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

/** The distance of the match that was found last. */
let matchDistance: u32 = 0;

export function clearMatches(): void {
  memory.fill(tags, 0, 32768);
  memory.fill(rows, 0, 65536);
  memory.fill(shorts, 0, 16384);
}

// @ts-ignore: decorator
@inline
export function lastDistance(): u32 {
  return matchDistance;
}

// @ts-ignore: decorator
@inline
function hashOf(address: usize): u32 {
  return (((load<u64>(address) << 24) * 0x9e3779b185ebca87) >> (64 - rowBits - tagBits)) as u32;
}

// @ts-ignore: decorator
@inline
function shortOf(address: usize): usize {
  return shorts + (((load<u32>(address) * 0x9e3779b1) >> (32 - shortBits)) << 1);
}

// @ts-ignore: decorator
@inline
function addToRow(address: usize, hash: u32, rowTags: u64): void {
  const row = hash >> tagBits;
  store<u64>(tags + (row << 3), (rowTags << 8) | (hash & 255));
  const positions = v128.load(rows + (row << 4));
  v128.store(rows + (row << 4), v128.shuffle<u16>(i16x8.splat(address as i16), positions, 7, 8, 9, 10, 11, 12, 13, 14));
}

/** Adds `address` to the index. Eight bytes must be readable there. */
// @ts-ignore: decorator
@inline
export function addToIndex(address: usize): void {
  const hash = hashOf(address);
  addToRow(address, hash, load<u64>(tags + ((hash >> tagBits) << 3)));
  store<u16>(shortOf(address), address as u16);
}

/**
 * Finds the longest match of more than `minLength` and more than four bytes. Adds `address` to the index.
 *
 * @param reach number of bytes before `address` to which a match can refer
 * @param maxLength maximum length, at least 8
 * @returns the length, or `minLength` if there is no such match
 */
// @ts-ignore: decorator
@inline
export function findLong(address: usize, minLength: u32, reach: u32, maxLength: u32): u32 {
  const hash = hashOf(address);
  const row = hash >> tagBits;
  const rowTags = load<u64>(tags + (row << 3));
  let candidates: u32 = v128.bitmask<i8>(v128.eq<i8>(v128.splat<i8>(hash as i8), i64x2.splat(rowTags))) & 255;
  if (candidates) {
    const first = load<u64>(address);
    let end = load<u32>(address + minLength - 3);
    do {
      const position = load<u16>(rows + (row << 4) + (ctz(candidates) << 1)) as u32;
      const distance: u32 = ((address as u32) - position) & 0xffff;
      candidates &= candidates - 1;
      if (distance - 1 >= reach) continue;
      const other = address - distance;
      if (load<u32>(other + minLength - 3) != end) continue;
      const difference = load<u64>(other) ^ first;
      const length = difference ? (ctz(difference) >> 3) as u32 : sameBytes(address, other, 8, maxLength);
      if (length > minLength) {
        minLength = length;
        matchDistance = distance;
        if (length >= sufficientMatch) break;
        end = load<u32>(address + minLength - 3);
      }
    } while (candidates);
  }
  addToRow(address, hash, rowTags);
  return minLength;
}

/**
 * Returns the distance to the last occurrence of the four bytes at `address`; 0 if it is too large to save bits or out
 * of reach. Adds `address` to the index.
 */
// @ts-ignore: decorator
@inline
export function shortDistance(address: usize, reach: u32): u32 {
  const short = shortOf(address);
  const distance: u32 = ((address as u32) - (load<u16>(short) as u32)) & 0xffff;
  store<u16>(short, address as u16);
  return distance - 1 < min(reach, shortReach) && load<u32>(address - distance) == load<u32>(address) ? distance : 0;
}

/** Counts equal bytes. The first `known` bytes are known to be equal. */
export function sameBytes(address: usize, other: usize, known: u32, maxLength: u32): u32 {
  let length = known;
  while (length < maxLength) {
    const difference = load<u64>(address + length) ^ load<u64>(other + length);
    if (difference) return min(length + ((ctz(difference) >> 3) as u32), maxLength);
    length += 8;
  }
  return maxLength;
}

export function maxMatchAt(left: usize): u32 {
  return min(maxMatch, left as u32);
}

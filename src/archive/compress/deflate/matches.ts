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
 * The last positions of five bytes. For each hash, a row of eight positions, u16 each, latest first, and from byte 16
 * eight tags, u8 each, in the same order. A tag is the rest of the hash, so that one vector comparison finds the
 * candidates in a row. The rows have 32 bytes, so that positions and tags are in the same cache line.
 */
const rows: usize = memory.data(131072, 32);
const rowTags: usize = rows + 16;
/** The last position of four bytes, u16, by their hash. */
const shorts: usize = memory.data(16384, 16);

export function clearMatches(): void {
  memory.fill(rows, 0, 131072);
  memory.fill(shorts, 0, 16384);
}

/** Hashes the first five of eight bytes. */
// @ts-ignore: decorator
@inline
function hashOf(bytes: u64): u64 {
  return (bytes << 24) * 0x9e3779b185ebca87;
}

// @ts-ignore: decorator
@inline
function rowOf(hash: u64): usize {
  return ((hash >> (59 - rowBits)) as u32) & (((1 << rowBits) - 1) << 5);
}

// @ts-ignore: decorator
@inline
function tagOf(hash: u64): u64 {
  return (hash >> (64 - rowBits - tagBits)) & ((1 << tagBits) - 1);
}

// @ts-ignore: decorator
@inline
function shortOf(bytes: u32): usize {
  return ((bytes * 0x9e3779b1) >> (32 - shortBits)) << 1;
}

// @ts-ignore: decorator
@inline
function addToRow(address: usize, row: usize, tag: u64, oldTags: u64, positions: v128): void {
  store<u64>(row, (oldTags << 8) | tag, rowTags);
  v128.store(row, v128.shuffle<u16>(i16x8.splat(address as i16), positions, 7, 8, 9, 10, 11, 12, 13, 14), rows);
}

// @ts-ignore: decorator
@inline
function addBytes(address: usize, bytes: u64): void {
  const hash = hashOf(bytes);
  const row = rowOf(hash);
  addToRow(address, row, tagOf(hash), load<u64>(row, rowTags), v128.load(row, rows));
  store<u16>(shortOf(bytes as u32), address as u16, shorts);
}

/** Adds all addresses from `address` to before `end` to the index. Eight bytes must be readable at each. */
// @ts-ignore: decorator
@inline
export function addToIndex(address: usize, end: usize): void {
  for (; address + 1 < end; address += 2) {
    const bytes = load<u64>(address);
    addBytes(address, bytes);
    addBytes(address + 1, bytes >> 8);
  }
  if (address < end) addBytes(address, load<u64>(address));
}

/**
 * Finds the longest match of more than `minLength` bytes. Adds `address` to the index of five bytes.
 *
 * @param minLength at least 4
 * @param reach number of bytes before `address` to which a match can refer
 * @param maxLength maximum length, at least 8
 * @returns the length, and from bit 16 the distance; 0 if there is no such match
 */
// @ts-ignore: decorator
@inline
export function findLong(address: usize, minLength: u32, reach: u32, maxLength: u32): u32 {
  const hash = hashOf(load<u64>(address));
  const row = rowOf(hash);
  const tag = tagOf(hash);
  const tags = load<u64>(row, rowTags);
  const positions = v128.load(row, rows);
  const equalTags = v128.extend_low<i8>(v128.eq<i8>(v128.splat<i8>(tag as i8), i64x2.splat(tags)));
  // One less than the distances. The sign bit is set for the distance 0 and for distances above the window.
  const distances = v128.sub<i16>(v128.splat<i16>((address - 1) as i16), positions);
  let candidates: u32 = v128.bitmask<i16>(v128.andnot(equalTags, distances));
  let match: u32 = 0;
  if (candidates) {
    const bytes = v128.load(address);
    let end = load<u32>(address + minLength - 3);
    do {
      const position = load<u16>(row + (ctz(candidates) << 1), rows) as u32;
      const distance: u32 = ((address as u32) - position) & 0xffff;
      candidates &= candidates - 1;
      if (distance > reach) continue;
      const other = address - distance;
      if (load<u32>(other + minLength - 3) != end) continue;
      const equal = v128.bitmask<i8>(v128.eq<i8>(bytes, v128.load(other)));
      const length = equal == 0xffff ? sameBytes(address, other, 16, maxLength) : min(ctz(~equal) as u32, maxLength);
      if (length > minLength) {
        minLength = length;
        match = length | (distance << 16);
        if (length >= sufficientMatch) break;
        end = load<u32>(address + minLength - 3);
      }
    } while (candidates);
  }
  addToRow(address, row, tag, tags, positions);
  return match;
}

/**
 * Returns the distance to the last position with the same hash of four bytes, up to 65,535. Adds `address` to the index
 * of four bytes.
 */
// @ts-ignore: decorator
@inline
export function shortDistance(address: usize): u32 {
  const short = shortOf(load<u32>(address));
  const distance: u32 = ((address as u32) - (load<u16>(short, shorts) as u32)) & 0xffff;
  store<u16>(short, address as u16, shorts);
  return distance;
}

/** Whether four bytes at this distance are equal and save bits. One branch is faster than two. */
// @ts-ignore: decorator
@inline
export function isShortMatch(address: usize, distance: u32, reach: u32): bool {
  const isNear = (distance - 1 < min(reach, shortReach)) as u32;
  return (isNear & ((load<u32>(address - distance) == load<u32>(address)) as u32)) != 0;
}

/**
 * Counts equal bytes. The first `known` bytes are known to be equal. Up to 16 bytes after the maximum are read, but do
 * not affect the result.
 */
export function sameBytes(address: usize, other: usize, known: u32, maxLength: u32): u32 {
  for (let length = known; length < maxLength; length += 16) {
    const equal = v128.bitmask<i8>(v128.eq<i8>(v128.load(address + length), v128.load(other + length)));
    if (equal != 0xffff) return min(length + (ctz(~equal) as u32), maxLength);
  }
  return maxLength;
}

export function maxMatchAt(left: usize): u32 {
  return min(maxMatch, left as u32);
}

import { compareBytes } from './annotations.ts';
import { OciError } from './error.ts';
import { encodeString, endOfString } from './json.ts';

/** A member of an object in a JSON text, with offsets in the text. */
interface Member {
  readonly key: string;
  readonly start: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly end: number;
}

/**
 * The text of a member's value; undefined when the object does not have the member.
 *
 * @param json a valid JSON object
 * @throws OciError `MANIFEST_INVALID` for a member that occurs twice
 */
export function memberText(json: string, key: string): string | undefined {
  const member = findMember(membersOf(json), key);
  return member === undefined ? undefined : json.slice(member.valueStart, member.end);
}

/**
 * Sets a member of an object, and keeps all other characters of the text. A new member is written in the layout of the
 * other members.
 *
 * @param json a valid JSON object
 * @param value JSON
 * @param isSorted inserts a new member before the first greater key; otherwise it is the last one
 * @throws OciError `MANIFEST_INVALID` for a member that occurs twice
 */
export function withMember(json: string, key: string, value: string, isSorted = false): string {
  const members = membersOf(json);
  const existing = findMember(members, key);
  if (existing !== undefined) return json.slice(0, existing.valueStart) + value + json.slice(existing.end);
  const open = json.indexOf('{') + 1;
  const [first, second] = members;
  if (first === undefined) return `${json.slice(0, open)}${encodeString(key)}:${value}${json.slice(open)}`;
  const member = encodeString(key) + json.slice(first.keyEnd, first.valueStart) + value;
  const beforeFirst = json.slice(open, first.start);
  const separator = second === undefined ? `,${beforeFirst}` : json.slice(first.end, second.start);
  const next = isSorted ? members.find((each) => compareBytes(each.key, key) > 0) : undefined;
  if (next !== undefined) return json.slice(0, next.start) + member + separator + json.slice(next.start);
  const end = members.at(-1)?.end ?? open;
  return json.slice(0, end) + separator + member + json.slice(end);
}

/**
 * Removes a member of an object, and keeps all other characters of the text.
 *
 * @param json a valid JSON object
 * @throws OciError `MANIFEST_INVALID` for a member that occurs twice
 */
export function withoutMember(json: string, key: string): string {
  const members = membersOf(json);
  const member = findMember(members, key);
  if (member === undefined) return json;
  const index = members.indexOf(member);
  const previous = members[index - 1];
  const next = members[index + 1];
  if (previous !== undefined) return json.slice(0, previous.end) + json.slice(member.end);
  if (next !== undefined) return json.slice(0, member.start) + json.slice(next.start);
  return '{}';
}

/** Replaces the items of a list, and keeps all other characters of the text. @param json a valid JSON list */
export function withItems(json: string, replace: (item: string) => string): string {
  let result = '';
  let copied = 0;
  for (let at = skipSpace(json, json.indexOf('[') + 1); json[at] !== ']';) {
    const end = endOfValue(json, at);
    result += json.slice(copied, at) + replace(json.slice(at, end));
    copied = end;
    at = skipSpace(json, end);
    if (json[at] === ',') at = skipSpace(json, at + 1);
  }
  return result + json.slice(copied);
}

function findMember(members: readonly Member[], key: string): Member | undefined {
  const [member, other] = members.filter((each) => each.key === key);
  if (other === undefined) return member;
  // Readers disagree about the value that counts.
  throw new OciError('MANIFEST_INVALID', `cannot edit the manifest: it has the member "${key}" twice`);
}

function membersOf(json: string): readonly Member[] {
  const members: Member[] = [];
  for (let start = skipSpace(json, json.indexOf('{') + 1); json[start] === '"';) {
    const keyEnd = endOfString(json, start) + 1;
    const valueStart = skipSpace(json, json.indexOf(':', keyEnd) + 1);
    const end = endOfValue(json, valueStart);
    members.push({ key: JSON.parse(json.slice(start, keyEnd)) as string, start, keyEnd, valueStart, end });
    const comma = skipSpace(json, end);
    start = json[comma] === ',' ? skipSpace(json, comma + 1) : json.length;
  }
  return members;
}

function skipSpace(json: string, start: number): number {
  let index = start;
  while (index < json.length && ' \t\r\n'.includes(json.charAt(index))) index++;
  return index;
}

function endOfValue(json: string, start: number): number {
  let depth = 0;
  for (let index = start; index < json.length; index++) {
    switch (json.charAt(index)) {
      case '"':
        index = endOfString(json, index);
        if (depth === 0) return index + 1;
        break;
      case '{':
      case '[':
        depth++;
        break;
      case '}':
      case ']':
        if (depth === 0) return index;
        depth--;
        if (depth === 0) return index + 1;
        break;
      case ',':
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        if (depth === 0) return index;
        break;
      default:
    }
  }
  return json.length;
}

export interface TarMember {
  /** The name of a directory ends with a slash. */
  readonly name: string | Buffer;
  readonly content?: string | undefined;
  /** The target of a symbolic link. */
  readonly target?: string | undefined;
  readonly mode?: number | undefined;
}

/** An archive with any names, also hostile ones. */
export function tarOf(members: readonly TarMember[]): Uint8Array {
  const blocks = members.flatMap(({ name, content = '', target, mode }) => {
    const header = Buffer.alloc(512);
    const bytes = Buffer.from(name);
    const kind = target !== undefined ? '2' : bytes.at(-1) === 0x2f ? '5' : '0';
    header.set(bytes, 0);
    header.write((mode ?? (kind === '5' ? 0o755 : 0o644)).toString(8).padStart(7, '0'), 100);
    header.write('0000000', 108);
    header.write('0000000', 116);
    header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124);
    header.write('00000000000', 136);
    header.write(kind, 156);
    header.write(target ?? '', 157);
    header.write('ustar\u000000', 257);
    header.fill(0x20, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

import { open, type FileHandle } from 'node:fs/promises';
import { fileSystemError } from '../../fs/index.ts';
import { isOciError, throwIfAborted } from '../../spec/index.ts';
import { readExports, readImports, type ComponentExport } from './component-sections.ts';
import { invalidWasm, readUnsigned, SectionReader } from './section-reader.ts';

/** A WebAssembly file: a core module, or a component with the names of its world. */
export type WasmBinary =
  | { readonly kind: 'module' }
  | { readonly kind: 'component'; readonly imports: readonly string[]; readonly exports: readonly ComponentExport[] };

const preambleBytes = 8;
/** Identifier and size of a section: one byte, and up to five bytes in LEB128. */
const headerBytes = 6;
/** Maximum size of a section with imports or exports, bytes. */
const maxSectionBytes = 4 * 1024 * 1024;
const maxSections = 100_000;
/** Maximum number of imports and of exports: the limit of the WebAssembly JavaScript interface. */
const maxNames = 100_000;

/** Sections after the custom section 0 of a core module, and of a component (Component Model, `Binary.md`). */
const lastSection = { module: 13, component: 12 } as const;
const importSection = 10;
const exportSection = 11;

/**
 * Reads the kind of a WebAssembly file and the names of a component's imports and exports. The complete file is checked
 * for truncation, but only these sections are read.
 *
 * @throws OciError `INPUT_INVALID` for another file, and for a damaged one; `FILE_SYSTEM`, `ABORTED`
 */
export async function readWasmBinary(path: string, signal?: AbortSignal): Promise<WasmBinary> {
  try {
    await using handle = await open(path);
    const { size } = await handle.stat();
    return await readSections(handle, size, path, signal);
  } catch (error) {
    throw isOciError(error) ? error : fileSystemError(error, `read ${path}`);
  }
}

async function readSections(
  handle: FileHandle,
  size: number,
  path: string,
  signal: AbortSignal | undefined,
): Promise<WasmBinary> {
  const kind = kindOf(await readAt(handle, 0, preambleBytes), path);
  const imports: string[] = [];
  const exports: ComponentExport[] = [];
  let count = 0;
  for (let position = preambleBytes; position < size;) {
    throwIfAborted(signal);
    if (++count > maxSections) throw invalidWasm(path, `it has more than ${maxSections} sections`);
    const header = await readAt(handle, position, headerBytes);
    const id = header[0] ?? 0;
    const { value: length, length: digits } = readUnsigned(header.subarray(1));
    const start = position + 1 + digits;
    if (length === undefined || start + length > size)
      throw invalidWasm(path, `it is truncated: the section at byte ${position} is incomplete`);
    if (id > lastSection[kind]) throw invalidWasm(path, `the section at byte ${position} has the unknown type ${id}`);
    position = start + length;
    if (kind === 'module' || (id !== importSection && id !== exportSection)) continue;
    const name = id === importSection ? 'import' : 'export';
    if (length > maxSectionBytes)
      throw invalidWasm(path, `its ${name} section has ${length} bytes, over the limit of ${maxSectionBytes}`);
    const section = new SectionReader(await readAt(handle, start, length), path, name);
    if (id === importSection) imports.push(...readImports(section, maxNames - imports.length));
    else exports.push(...readExports(section, maxNames - exports.length));
  }
  return kind === 'module' ? { kind } : { kind, imports, exports };
}

/** The preamble: magic number, version and layer. */
function kindOf(preamble: Uint8Array, path: string): 'module' | 'component' {
  const hex = Buffer.from(preamble).toString('hex');
  if (!hex.startsWith('0061736d')) throw invalidWasm(path, 'it does not begin with the magic number of WebAssembly');
  if (hex.length < 2 * preambleBytes) throw invalidWasm(path, 'it is truncated: its version is missing');
  switch (hex.slice(8)) {
    case '01000000':
      return 'module';
    case '0d000100':
      return 'component';
    default:
      throw invalidWasm(path, `its version 0x${hex.slice(8)} is not supported; build a module or a component again`);
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

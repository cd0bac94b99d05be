import { open, type FileHandle } from 'node:fs/promises';
import { fileSystemError } from '../../fs/index.ts';
import { isOciError, throwIfAborted } from '../../spec/index.ts';
import { readExports, readImports, type ComponentExport } from './component-sections.ts';
import { invalidWasm, readUnsigned, SectionReader } from './section-reader.ts';
import { readPackageTypes } from './wit-package.ts';

/**
 * A WebAssembly file: a core module, or a component with the names of its world. A package of WIT definitions is a
 * component that exports its interfaces, its worlds, and their exports.
 */
export type WasmBinary =
  | { readonly kind: 'module' }
  | { readonly kind: 'component'; readonly imports: readonly string[]; readonly exports: readonly string[] };

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
const typeSection = 7;
const importSection = 10;
const exportSection = 11;

/**
 * Reads the kind of a WebAssembly file and the names of a component's imports and exports. The complete file is checked
 * for truncation, but only these sections are read, and the types of a package.
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
  const types: { readonly start: number; readonly length: number }[] = [];
  const sectionAt = async (start: number, length: number, name: string): Promise<SectionReader> => {
    if (length <= maxSectionBytes) return new SectionReader(await readAt(handle, start, length), path, name);
    throw invalidWasm(path, `its ${name} section has ${length} bytes, over the limit of ${maxSectionBytes}`);
  };
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
    if (kind === 'module') continue;
    if (id === typeSection) types.push({ start, length });
    if (id === importSection)
      imports.push(...readImports(await sectionAt(start, length, 'import'), maxNames - imports.length));
    if (id === exportSection)
      exports.push(...readExports(await sectionAt(start, length, 'export'), maxNames - exports.length));
  }
  if (kind === 'module') return { kind };
  const isPackage = imports.length === 0 && exports.length > 0 && exports.every(({ isType }) => isType);
  if (!isPackage) return { kind, imports, exports: exports.map(({ name }) => name) };
  const names: string[] = [];
  for (const { start, length } of types) names.push(...readPackageTypes(await sectionAt(start, length, 'type')));
  return { kind, imports, exports: [...new Set(names)] };
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

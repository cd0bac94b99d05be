import type { SectionReader } from './section-reader.ts';

export interface ComponentExport {
  readonly name: string;
  /** The export is a type. A package of WIT definitions has only these. */
  readonly isType: boolean;
}

/** Sorts of items (Component Model, `Binary.md`, "Instance Definitions"). */
const sorts = { core: 0, function: 1, value: 2, type: 3, component: 4, instance: 5 } as const;

/** The names in an import section. @throws OciError `INPUT_INVALID` */
export function readImports(section: SectionReader, limit: number): readonly string[] {
  return readItems(section, limit, () => {
    const name = readName(section);
    readDescription(section);
    return name;
  });
}

/** The items in an export section. @throws OciError `INPUT_INVALID` */
export function readExports(section: SectionReader, limit: number): readonly ComponentExport[] {
  return readItems(section, limit, () => {
    const name = readName(section);
    const sort = section.byte();
    if (sort > sorts.instance) throw section.invalid(`has the unknown sort ${sort}`);
    if (sort === sorts.core) section.byte();
    section.unsigned();
    if (readFlag(section)) readDescription(section);
    return { name, isType: sort === sorts.type };
  });
}

function readItems<T>(section: SectionReader, limit: number, read: () => T): readonly T[] {
  const count = section.unsigned();
  if (count > limit) throw section.invalid(`has too many entries, ${count}`);
  const items: T[] = [];
  while (items.length < count) items.push(read());
  if (!section.isAtEnd) throw section.invalid('has bytes after its last entry');
  return items;
}

/** The name of an import or export. Earlier tools write 1 before the names of interfaces. */
export function readName(section: SectionReader): string {
  readFlag(section);
  return section.text();
}

function readFlag(section: SectionReader): boolean {
  const flag = section.byte();
  if (flag > 1) throw section.invalid(`has the unknown value ${flag}`);
  return flag === 1;
}

/**
 * Skips the type of an item (Component Model, `Binary.md`, `externdesc`).
 *
 * @returns whether the item is a type
 */
export function readDescription(section: SectionReader): boolean {
  const sort = section.byte();
  switch (sort) {
    case sorts.core:
      section.byte();
      section.unsigned();
      break;
    case sorts.function:
    case sorts.component:
    case sorts.instance:
      section.unsigned();
      break;
    case sorts.value:
      if (readFlag(section)) section.skipSigned();
      else section.unsigned();
      break;
    case sorts.type:
      // The flag marks a resource, which has no index.
      if (!readFlag(section)) section.unsigned();
      break;
    default:
      throw section.invalid(`has the unknown sort ${sort}`);
  }
  return sort === sorts.type;
}

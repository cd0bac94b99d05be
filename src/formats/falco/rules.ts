import { compareBytes, isRecord, OciError, printable } from '../../spec/index.ts';
import { parseYaml } from '../yaml-file.ts';

interface Version {
  readonly name: string;
  readonly version: string;
}

interface Dependency extends Version {
  readonly alternatives?: readonly Version[] | undefined;
}

/** The part of an artifact's config that follows from its rules. Empty lists are undefined. */
export interface RulesConfig {
  readonly dependencies?: readonly Dependency[] | undefined;
  readonly requirements?: readonly Version[] | undefined;
}

/**
 * Reads the versions of plugins and of the engine that a rules file needs.
 *
 * @param path in error messages
 * @throws OciError `INPUT_INVALID` for a file that is not a list of rules
 */
export async function readRules(content: Uint8Array, path: string): Promise<RulesConfig> {
  const reader = new RulesReader(path);
  const items = (await parseYaml(content, path)).flatMap((value) => (value === null ? [] : reader.records(value)));
  if (items.length === 0) throw reader.invalid('has no rules; add rules, or give another file');
  const dependencies = items.flatMap((item) => reader.dependencies(item['required_plugin_versions']));
  const requirements = items.flatMap((item) => reader.requirements(item['required_engine_version']));
  return { dependencies: sorted(dependencies), requirements: sorted(requirements) };
}

class RulesReader {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  invalid(problem: string): OciError {
    return new OciError('INPUT_INVALID', `the rules file "${printable(this.#path, 300)}" ${problem}`);
  }

  records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
    if (Array.isArray(value) && value.every(isRecord)) return value;
    throw this.invalid('is not a list of rules, macros and lists; correct it, or give another file');
  }

  dependencies(value: unknown): readonly Dependency[] {
    return this.#versions(value, 'required_plugin_versions').map((item) => {
      const { name, version } = this.#version(item, 'required_plugin_versions');
      const alternatives = this.#versions(item['alternatives'], 'alternatives');
      return {
        name,
        version,
        alternatives: sorted(alternatives.map((each) => this.#version(each, 'alternatives'))),
      };
    });
  }

  /** An integer is the minor version, as before Falco's engine had semantic versions. */
  requirements(value: unknown): readonly Version[] {
    if (value === undefined) return [];
    const version = typeof value === 'number' && Number.isSafeInteger(value) ? `0.${value}.0` : value;
    if (typeof version === 'string' && version !== '') return [{ name: 'engine_version_semver', version }];
    throw this.invalid('has a required_engine_version that is not a version such as 0.31.0; correct it');
  }

  #versions(value: unknown, field: string): readonly Readonly<Record<string, unknown>>[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value) && value.every(isRecord)) return value;
    throw this.invalid(`has ${field} that are not a list of names and versions; correct them`);
  }

  #version({ name, version }: Readonly<Record<string, unknown>>, field: string): Version {
    if (typeof name === 'string' && typeof version === 'string') return { name, version };
    throw this.invalid(`has an entry of ${field} without a text as name and as version; add them, or quote them`);
  }
}

function sorted<T extends Version>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : [...items].sort((a, b) => compareBytes(a.name, b.name));
}

import type * as crypto from 'node:crypto';
import type * as path from 'node:path';

interface RuntimeModules {
  readonly 'node:crypto': typeof crypto;
  readonly 'node:path': typeof path;
}

interface Runtime {
  readonly process?: { getBuiltinModule?<Name extends keyof RuntimeModules>(name: Name): RuntimeModules[Name] };
}

/**
 * A module of Node, Deno or Bun. Undefined in a browser. Unlike an import, it allows bundles for browsers, and takes no
 * time before its first use.
 */
export function runtimeModule<Name extends keyof RuntimeModules>(name: Name): RuntimeModules[Name] | undefined {
  const { process } = globalThis as Runtime;
  return process?.getBuiltinModule?.(name);
}

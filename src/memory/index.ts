export { MemoryRegistry, type MemoryRegistryOptions } from './registry.ts';

import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { maxWorkers, shared } from './vitest.config.ts';

// Tests that start our own programs many times, kill them, or cut them off. They need no peer, but minutes.
const config: ViteUserConfig = defineConfig({
  test: { ...shared, maxWorkers, include: ['test/**/*.programs.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});

export default config;

import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { maxWorkers, shared } from './vitest.config.ts';

// Tests that start, kill or disconnect our programs many times. They take minutes and need no other programs.
const config: ViteUserConfig = defineConfig({
  test: { ...shared, maxWorkers, include: ['test/**/*.programs.test.ts'] },
});

export default config;

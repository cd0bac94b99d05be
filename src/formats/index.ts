export * from './sif/index.ts';

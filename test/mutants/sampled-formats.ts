import type { MutatedModule } from './mutant.ts';

export const sampledFormats: MutatedModule = {
  module: 'formats',
  mutants: [
    {
      name: 'core-sort-of-export',
      file: 'src/formats/wasm/component-sections.ts',
      text: ['    if (sort === sorts.core) section.byte();', '    section.unsigned();', '    if (readFlag'],
      replacement: ['    section.unsigned();', '    if (readFlag'],
      effect: 'A component that exports a core module is refused.',
      tests: ['test/formats/wasm/wasm.test.ts'],
    },
    {
      name: 'blank-chart-text',
      file: 'src/formats/helm/annotations.ts',
      text: "(entry[1] ?? '').trim() !== ''",
      replacement: "(entry[1] ?? '') !== ''",
      effect: 'A chart with a blank description gets a blank annotation.',
      tests: ['test/formats/helm-chart.test.ts'],
    },
    {
      name: 'user-of-sif-descriptor',
      file: 'src/formats/sif/describe.ts',
      text: ['      uid: descriptor.uid,', ''],
      replacement: '',
      effect: 'The JSON of a SIF image lacks the user of an object.',
      tests: ['test/formats/sif/describe.test.ts'],
    },
    {
      name: 'zip-notice-with-directory',
      file: 'src/formats/files.ts',
      text: "!layers.some(({ kind }) => kind === 'directory')",
      replacement: "!layers.every(({ kind }) => kind === 'directory')",
      effect: 'A push of files and a directory as zip says that the option has no effect.',
      tests: ['test/formats/files.test.ts'],
    },
  ],
};

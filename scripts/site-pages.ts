/** A group of pages in the menu of the site. */
export interface PageGroup {
  readonly text: string;
  /** Names below `docs/`, without `.md`. `README` is the page of the repository. */
  readonly pages: readonly string[];
}

/** The menu of the site. It has each page of `docs/` once. */
export const pageGroups: readonly PageGroup[] = [
  { text: 'Start', pages: ['README', 'workflows', 'recipes', 'command-line', 'registries'] },
  {
    text: 'Tasks',
    pages: [
      'publish',
      'formats',
      'layers',
      'sif',
      'pull',
      'consume',
      'copy',
      'attach',
      'index',
      'annotate',
      'verify',
    ].concat(['prune', 'cache', 'serve', 'scale']),
  },
  {
    text: 'Change from another tool',
    pages: ['from-upload-artifact', 'from-build-push-action', 'from-oras-cli', 'from-oras-go'],
  },
  {
    text: 'Library',
    pages: ['artifacts', 'copying', 'registries', 'connect', 'archives', 'serve', 'sif', 'browser'].map(
      (name) => `library/${name}`,
    ),
  },
  { text: 'Reference', pages: ['reference', 'troubleshooting', 'faq', 'performance', 'architecture'] },
];

// The source of the site is written by scripts/site.ts.
import { readFileSync } from 'node:fs';

const { repository, base, sidebar } = JSON.parse(readFileSync(new URL('../src/site.json', import.meta.url), 'utf8'));

/** @type {import('vitepress').UserConfig<import('vitepress').DefaultTheme.Config>} */
const config = {
  title: 'oci-artifact',
  description: 'Publish directories and files as OCI artifacts: a GitHub Action, a command line and a library',
  base,
  srcDir: 'src',
  outDir: '../out/site',
  cleanUrls: false,
  lastUpdated: false,
  // The API reference is copied to the site, so VitePress does not know its pages.
  ignoreDeadLinks: [/^\/api\//],
  markdown: {
    config(markdown) {
      // Code with the expressions of a workflow is not a template of Vue.
      for (const name of ['code_inline', 'code_block']) {
        const render = markdown.renderer.rules[name];
        markdown.renderer.rules[name] = (tokens, index, ...others) => {
          tokens[index].attrSet('v-pre', '');
          return render(tokens, index, ...others);
        };
      }
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Actions', link: '/publish' },
      { text: 'Command line', link: '/command-line' },
      // A page that VitePress does not route.
      { text: 'Library API', link: '/api/index.html', target: '_self' },
    ],
    sidebar,
    socialLinks: [{ icon: 'github', link: `https://github.com/${repository}` }],
  },
};

export default config;

import { escapeMarkdown } from './markdown.ts';

/**
 * A page with a job summary, for a browser. It has no scripts, so a diagram appears as its source.
 *
 * @param markdown from this module, whose foreign text is escaped
 */
export function summaryPage(markdown: string): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    '<title>Job summary</title>',
    `<style>${style}</style>`,
    `<body>\n${htmlOf(markdown)}\n</body>`,
    '</html>\n',
  ].join('\n');
}

/** Like GitHub's. */
const style = `
:root { color-scheme: light dark; --line: light-dark(#d1d9e0, #3d444d); --dim: light-dark(#f6f8fa, #151b23); }
body { max-width: 980px; margin: 32px auto; padding: 0 16px; line-height: 1.5;
  font-family: -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif;
  background: light-dark(#ffffff, #0d1117); color: light-dark(#1f2328, #f0f6fc); }
table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }
th, td { border: 1px solid var(--line); padding: 6px 13px; text-align: left; }
tr:nth-child(2n), pre, code { background: var(--dim); }
code { font-size: 85%; padding: .2em .4em; border-radius: 6px; overflow-wrap: anywhere; }
pre { padding: 16px; border-radius: 6px; overflow: auto; font-size: 85%; }
pre code { padding: 0; font-size: inherit; }
summary { cursor: pointer; }
a { color: light-dark(#0969da, #4493f8); }
`;

/** Converts the Markdown that job summaries consist of. */
function htmlOf(markdown: string): string {
  const html: string[] = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = /^(`{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      const end = lines.indexOf(fence, at + 1);
      html.push(
        `<pre><code>${lines
          .slice(at + 1, end)
          .map(escapeMarkdown)
          .join('\n')}</code></pre>`,
      );
      at = end;
    } else if (line.startsWith('| ')) {
      const end = lines.findIndex((each, index) => index > at && !each.startsWith('|'));
      html.push(tableOf(lines.slice(at, end)));
      at = end - 1;
    } else if (line.startsWith('### ')) html.push(`<h3>${inline(line.slice(4))}</h3>`);
    else if (line.startsWith('- ')) html.push(`<li>${inline(line.slice(2))}</li>`);
    else if (/^<\/?(?:details|summary)>/.test(line)) html.push(line);
    else if (line !== '') html.push(`<p>${inline(line)}</p>`);
  }
  return html.join('\n');
}

function tableOf([head = '', , ...rows]: readonly string[]): string {
  return `<table>\n${[rowOf(head, 'th'), ...rows.map((line) => rowOf(line, 'td'))].join('\n')}\n</table>`;
}

function rowOf(line: string, tag: string): string {
  const cells = line.slice(2, -2).split(' | ');
  return `<tr>${cells.map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join('')}</tr>`;
}

function inline(text: string): string {
  return text
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\[([^\]]+)\]\((https?:\/\/[^)\s"<>]+)\)/g, '<a href="$2">$1</a>');
}

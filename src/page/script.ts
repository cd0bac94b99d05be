/**
 * The script of the page: search while typing, buttons to copy, and files of a layer in place. Without it, the same
 * links and forms load pages. It inserts only elements that this server rendered.
 */
export const script = `
(() => {
  const load = async (url, id, signal) => {
    const reply = await fetch(url, { headers: { accept: 'text/html' }, signal });
    const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
    const part = page.getElementById(id) ?? page.querySelector('main');
    if (part === null) throw new Error('no page');
    return document.adoptNode(part);
  };
  const copy = async (code, button) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      // The clipboard needs HTTPS or a loopback address.
      getSelection().selectAllChildren(code);
      if (!document.execCommand('copy')) return;
    }
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };
  for (const code of document.querySelectorAll('.copy code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy ' + code.textContent);
    button.addEventListener('click', () => copy(code, button));
    code.after(button);
  }
  document.addEventListener('click', async (event) => {
    const link = event.target.closest('a[data-files]');
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    const row = link.closest('tr');
    if (link.ariaExpanded === 'true') {
      row.nextElementSibling.remove();
      link.ariaExpanded = 'false';
      return;
    }
    if (link.ariaBusy === 'true') return;
    link.ariaBusy = 'true';
    try {
      const files = await load(link.href, 'files');
      const inline = document.createElement('tr');
      inline.className = 'inline';
      const cell = inline.appendChild(document.createElement('td'));
      cell.colSpan = row.children.length;
      cell.append(files);
      row.after(inline);
      link.ariaExpanded = 'true';
    } catch {
      location.href = link.href;
    }
    link.ariaBusy = 'false';
  });
  const search = document.querySelector('input[type=search]');
  if (search === null) return;
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.closest('input')) return;
    event.preventDefault();
    search.select();
  });
  let timer;
  let last;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      last?.abort();
      last = new AbortController();
      const { signal } = last;
      const query = new URLSearchParams(new FormData(search.form));
      if (search.value.trim() === '') query.delete('q');
      const url = query.size === 0 ? '/' : '/?' + query;
      try {
        const results = await load(url, 'results', signal);
        document.getElementById('results').replaceWith(results);
        history.replaceState(null, '', url);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }, 150);
  });
})();
`;

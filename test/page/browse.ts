import { RegistryPage, type PageOptions, type PageRegistry, type PageRequest } from '../../src/page/index.ts';

/** The markup of a view in one line. */
export async function viewOf(
  registry: PageRegistry,
  path: string,
  more: Partial<PageRequest> & { readonly page?: PageOptions } = {},
): Promise<string> {
  const { searchParams } = new URL(path, 'http://127.0.0.1:5000');
  const request: PageRequest = {
    registry,
    parameter: (name) => searchParams.get(name) ?? undefined,
    repository: searchParams.get('repository') ?? undefined,
    host: '127.0.0.1:5000',
    isSecure: false,
    isVisible: () => true,
    signal: new AbortController().signal,
    onStale: () => undefined,
    ...more,
  };
  const { body } = await new RegistryPage(more.page).show(request);
  return contentOf(body);
}

/** The part of a document that differs between views. */
export function contentOf(body: string): string {
  return (/<main>([^]*)<\/main>/.exec(body)?.[1] ?? '').replaceAll(/\s+/g, ' ');
}

/** The texts between the tags. */
export function textOf(content: string): string {
  return content
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The addresses of links. */
export function linksOf(content: string): readonly string[] {
  return Array.from(content.matchAll(/href="([^"]*)"/g), ([, link = '']) => link.replaceAll('&amp;', '&'));
}

export { errorPage, type PageFailure } from './error-view.ts';
export type { PageReply } from './document.ts';
export { RegistryPage } from './page.ts';
export type { PageOptions, PageRegistry, PageRequest } from './request.ts';

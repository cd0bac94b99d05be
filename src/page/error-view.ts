import { copyable, openForm } from './cells.ts';
import { documentOf, type PageReply } from './document.ts';
import { markup, type Html } from './html.ts';

/** A failed request for the page. */
export interface PageFailure {
  readonly host: string;
  readonly status: number;
  /** Code and message of the error in the API. */
  readonly code: string;
  readonly message: string;
  /** Schemes of authentication that the server offers, in lower case. */
  readonly challenges: readonly string[];
}

const titles: Readonly<Record<number, string>> = {
  400: 'Invalid address',
  401: 'Log in to this registry',
  403: 'Access denied',
  404: 'Not found',
  429: 'Too many requests',
};

/** The view of an error. */
export function errorPage({ host, status, code, message, challenges }: PageFailure): PageReply {
  const title = titles[status] ?? 'The registry cannot show this page';
  const content = markup`<h1>${title}</h1>
    <p>${message}</p>
    ${status === 403 && openForm()} ${status === 401 && loginAdvice(host, challenges)}
    <p class="muted">Status ${status}, ${code}</p>
    <p><a class="button" href="/">Show the repositories</a></p>`;
  return documentOf(host, { title, content, status });
}

function loginAdvice(host: string, challenges: readonly string[]): Html {
  if (challenges.includes('basic')) return markup`<p>Load the page again, and enter your user name and password.</p>`;
  return markup`<p>This registry accepts only tokens, which a browser does not send. Use the command line:</p>
    <dl class="commands">
      <dt>Log in</dt>
      <dd>${copyable(`oci-artifact login ${host}`)}</dd>
      <dt>List</dt>
      <dd>${copyable(`oci-artifact repos ${host}`)}</dd>
    </dl>`;
}

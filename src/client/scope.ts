/** What a token must allow (distribution's token scope grammar: `type:name:actions`). */
export function pullScope(repository: string): string {
  return `repository:${repository}:pull`;
}

export function pushScope(repository: string): string {
  return `repository:${repository}:pull,push`;
}

export function deleteScope(repository: string): string {
  return `repository:${repository}:delete`;
}

export const catalogScope = 'registry:catalog:*';

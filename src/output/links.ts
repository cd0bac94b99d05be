type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Markdown links to the package, the commit and the run of a workflow; empty outside of a workflow. The variables are
 * checked, because a job can change them.
 *
 * @param name `registry/repository` of the artifact; empty without one
 */
export function workflowLinks(env: Variables, name: string): readonly string[] {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const server = URL.parse(env['GITHUB_SERVER_URL'] || 'https://github.com');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || server === null || !/^https?:$/.test(server.protocol)) return [];
  const home = `${server.origin}/${repository}`;
  const [sha = '', run = '', attempt = ''] = ['SHA', 'RUN_ID', 'RUN_ATTEMPT'].map((key) => env[`GITHUB_${key}`]);
  const attemptPath = /^\d+$/.test(attempt) ? `/attempts/${attempt}` : '';
  return [
    ...packageLink(home, server.host, name),
    ...(/^[0-9a-f]{7,64}$/.test(sha) ? [`[Commit ${sha.slice(0, 7)}](${home}/commit/${sha})`] : []),
    ...(/^\d+$/.test(run) ? [`[Run ${run}](${home}/actions/runs/${run}${attemptPath})`] : []),
  ];
}

/** GitHub shows a package in the repository whose workflow pushed it. */
function packageLink(home: string, host: string, name: string): readonly string[] {
  const [registry = '', owner = '', ...rest] = name.split('/');
  const isGitHub = registry === (host === 'github.com' ? 'ghcr.io' : `containers.${host}`);
  const isOwner = new URL(home).pathname.toLowerCase().startsWith(`/${owner}/`);
  if (!isGitHub || !isOwner || rest.length === 0 || !/^[a-z0-9._/-]+$/.test(rest.join('/'))) return [];
  return [`[Package](${home}/pkgs/container/${encodeURIComponent(rest.join('/'))})`];
}

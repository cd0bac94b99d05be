import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arch } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run, serve, temporaryDirectory, type Service, type TemporaryDirectory } from '../processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from '../registries.ts';
import { makeTree } from '../trees.ts';
import { cli, push } from './push.ts';

/** Writes the root file system of an image to a new directory. */
type Reader = (reference: string, out: string) => Promise<unknown>;

const architecture = arch === 'x64' ? 'amd64' : arch;
const platform = ['--platform', `linux/${architecture}`];
/** containerd creates files of other users and mounts file systems, which only root can do. */
const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];

let work: TemporaryDirectory;
let source: string;
let expected: readonly string[];
/** Configuration of a reader, with the registries that use plain HTTP. */
let plainHttp: { CONTAINERS_REGISTRIES_CONF: string };
let containerd: Service;
let reads = 0;

beforeAll(async () => {
  work = await temporaryDirectory();
  source = join(work.path, 'source');
  await makeTree(source);
  await mkdir(join(source, 'private/empty'), { recursive: true });
  await chmod(join(source, 'private/empty'), 0o500);
  await chmod(join(source, 'private'), 0o700);
  await writeFile(join(source, 'private/key'), 'secret\n', { mode: 0o600 });
  await symlink('../charts', join(source, 'private/charts'));
  await symlink('/private/key', join(source, 'charts/key'));
  expected = await rootFileSystem(source);
  containerd = await startContainerd();
});
afterAll(async () => {
  await containerd[Symbol.asyncDispose]();
  if (asRoot.length > 0) await must('sudo', ['-n', 'rm', '-r', '--', join(work.path, 'containerd')]);
  await work[Symbol.asyncDispose]();
});

/** The entries of a directory with modes of directories and files, targets of links, and digests. */
async function rootFileSystem(directory: string): Promise<readonly string[]> {
  const script = String.raw`find . -mindepth 1 \( -type f -printf '%P %y %m ' -exec sha256sum {} \; \) -o -printf '%P %y %m %l\n'`;
  const lines = (await must('sh', ['-c', script], { cwd: directory })).trim().split('\n');
  return lines.map((line) => line.replace(/ {2}\S.*$/, '')).sort();
}

async function startContainerd(): Promise<Service> {
  const root = join(work.path, 'containerd');
  const socket = join(root, 'socket');
  const config = join(work.path, 'containerd.toml');
  await mkdir(root);
  await writeFile(
    config,
    `version = 2
root = "${root}/root"
state = "${root}/state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[grpc]
address = "${socket}"
uid = ${process.getuid?.() ?? 0}
`,
  );
  const [command, ...args] = [...asRoot, 'containerd', '-c', config];
  const isServing = async (): Promise<boolean> => (await run('ctr', ['-a', socket, 'version'])).code === 0;
  return serve(command, args, {}, isServing);
}

const podman: Reader = async (reference, out) => {
  const store = [`--root=${out}-store`, `--runroot=${out}-run`, '--storage-driver=vfs', '--events-backend=none'];
  await must('podman', [...store, 'pull', '-q', '--tls-verify=false', reference]);
  // A container that never runs, and therefore has no files of a runtime.
  const container = (await must('podman', [...store, 'create', reference, '/run.sh'])).trim();
  await must('podman', [...store, 'export', '-o', `${out}.tar`, container]);
  await must('tar', ['-xpf', `${out}.tar`, '-C', out]);
  await must('podman', [...store, 'system', 'reset', '--force']);
};

const buildah: Reader = async (reference, out) => {
  const store = [`--root=${out}-store`, `--runroot=${out}-run`, '--storage-driver=vfs'];
  const context = `${out}-context`;
  await mkdir(context);
  await writeFile(join(context, 'Containerfile'), `FROM scratch\nCOPY --from=${reference} / /\n`);
  const output = ['-o', `type=local,dest=${out}`];
  await must('buildah', [...store, 'bud', '--isolation=chroot', '-f', `${context}/Containerfile`, ...output, context], {
    env: plainHttp,
  });
  await must('buildah', [...store, 'rmi', '--all', '--force']);
};

const umoci: Reader = async (reference, out) => {
  await must('skopeo', ['copy', '-q', '--src-tls-verify=false', `docker://${reference}`, `oci:${out}-layout:v1`]);
  await must('umoci', ['unpack', '--rootless', '--image', `${out}-layout:v1`, `${out}-bundle`]);
  await must('cp', ['-a', `${out}-bundle/rootfs/.`, out]);
};

const crane: Reader = async (reference, out) => {
  await must('crane', ['export', '--insecure', reference, `${out}.tar`]);
  await must('tar', ['-xpf', `${out}.tar`, '-C', out]);
};

const ctr: Reader = async (reference, out) => {
  const mounted = `${out}-mounted`;
  await mkdir(mounted);
  const images = async (...args: string[]): Promise<void> => {
    const [command = '', ...rest] = [...asRoot, 'ctr', '-a', join(work.path, 'containerd/socket'), 'images', ...args];
    await must(command, rest);
  };
  await images('pull', '--plain-http', '--snapshotter=native', reference);
  await images('mount', '--snapshotter=native', reference, mounted);
  try {
    const [command, ...rest] = [...asRoot, 'tar', '-cf', `${out}.tar`, '-C', mounted, '.'];
    await must(command, rest);
  } finally {
    await images('unmount', mounted);
  }
  await must('tar', ['-xpf', `${out}.tar`, '-C', out]);
};

const readers: Readonly<Record<string, Reader>> = {
  'podman pull and export': podman,
  'COPY --from of buildah': buildah,
  'skopeo copy and umoci unpack': umoci,
  'crane export': crane,
  'ctr images pull and mount': ctr,
};

describe.each(loopbackRegistries)('images in %s', (name, open) => {
  let registry: LoopbackRegistry;
  beforeAll(async () => {
    registry = await open();
    const path = join(work.path, `${name}.conf`);
    await writeFile(path, `[[registry]]\nlocation = "${registry.host}"\ninsecure = true\n`);
    plainHttp = { CONTAINERS_REGISTRIES_CONF: path };
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  async function readRoot(reader: Reader, reference: string): Promise<readonly string[]> {
    // Podman refuses long paths.
    const out = join(work.path, `${++reads}`);
    await mkdir(out);
    await reader(reference, out);
    return rootFileSystem(out);
  }

  it.each(Object.entries(readers))('%s writes the directory', async (_label, reader) => {
    const { reference = '' } = await push('image', source, `${registry.host}/images/root:v1`, { args: platform });
    expect(await readRoot(reader, reference)).toEqual(expected);
  });

  it.each(['podman pull and export', 'ctr images pull and mount'])(
    '%s writes a directory that is compressed with zstd',
    async (label) => {
      const args = [...platform, '--compression', 'zstd'];
      const { reference = '' } = await push('image', source, `${registry.host}/images/zstd:v1`, { args });
      expect(await readRoot(readers[label] ?? crane, reference)).toEqual(expected);
    },
  );

  it.each(['COPY --from of buildah', 'ctr images pull and mount'])(
    '%s selects the platform of an index',
    async (label) => {
      const repository = `${registry.host}/images/index`;
      const other = join(source, 'charts');
      const images = await Promise.all([
        push('image', source, repository, { args: [...platform, '--push-by-digest'] }),
        push('image', other, repository, {
          args: ['--platform', 'linux/s390x', '--push-by-digest'],
        }),
      ]);
      const digests = images.map(({ digest = '' }) => digest);
      await must(process.execPath, [cli, 'index', `oci://${repository}:v1`, ...digests, '--plain-http']);
      expect(await readRoot(readers[label] ?? crane, `${repository}:v1`)).toEqual(expected);
    },
  );

  it('skopeo shows the platform, the creation date and the labels', async () => {
    const args = [...platform, '--label', 'team=web', '--timestamp', '2026-01-02T03:04:05Z'];
    const { reference, digest } = await push('image', source, `${registry.host}/images/labels:v1`, { args });
    expect(JSON.parse(await must('skopeo', ['inspect', '--tls-verify=false', `docker://${reference}`]))).toMatchObject({
      Digest: digest,
      Created: '2026-01-02T03:04:05Z',
      Labels: { team: 'web' },
      Architecture: architecture,
      Os: 'linux',
    });
  });
});

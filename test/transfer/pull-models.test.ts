import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../src/formats/index.ts';
import { descriptorOf, isOciError } from '../../src/spec/index.ts';
import { pullArtifact } from '../../src/transfer/pull.ts';
import { archive, type RawEntry } from '../archive/tar/blocks.ts';
import { fileLayer, newRepository, PullPlace, pushArtifact, title, type Layer } from './pull-artifact.ts';

const filePath = 'org.cncf.model.filepath';

function modelFile(path: string, content: string, mediaType = 'application/vnd.cncf.model.weight.v1.raw'): Layer {
  return fileLayer(undefined, content, { mediaType, annotations: { [filePath]: path } });
}

function modelArchive(mediaType: string, entries: readonly RawEntry[], path?: string): Layer {
  const tar = archive(...entries);
  const content = mediaType.endsWith('+gzip')
    ? gzipSync(tar)
    : mediaType.endsWith('+zstd')
      ? zstdCompressSync(tar)
      : tar;
  const annotations = path === undefined ? undefined : { [filePath]: path };
  return { descriptor: { ...descriptorOf(mediaType, content), annotations }, content };
}

async function pulled(layers: readonly Layer[], repository = 'acme/name'): Promise<readonly string[]> {
  const source = newRepository();
  await pushArtifact(source, layers);
  await using place = await PullPlace.create();
  await pullArtifact(source, 'v1', place.out, {
    layOut: (manifest, readConfig) => layOut(manifest, { readConfig, reference: { repository } }),
  });
  return (await place.tree()).filter((line) => !line.endsWith('/'));
}

async function refusal(layers: readonly Layer[]): Promise<string> {
  try {
    await pulled(layers);
  } catch (error) {
    if (isOciError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('layers of models', () => {
  it('become files under their paths, and titles have precedence', async () => {
    const layers = [
      modelFile('model.safetensors', 'weights'),
      modelFile('./text/config.json', 'config', 'application/vnd.cncf.model.weight.config.v1.raw'),
      modelFile('model.gguf', 'gguf', 'application/vnd.docker.ai.gguf.v3'),
      modelFile('data.csv', 'data', 'application/vnd.kitops.modelkit.dataset.v1.raw'),
      fileLayer('titled', 't', { annotations: { [title]: 'titled', [filePath]: 'other' } }),
    ];
    expect(await pulled(layers)).toEqual([
      'out/data.csv = data',
      'out/model.gguf = gguf',
      'out/model.safetensors = weights',
      'out/text/config.json = config',
      'out/titled = t',
    ]);
  });

  it('are unpacked into the output directory when they are archives', async () => {
    const layers = [
      modelArchive('application/vnd.cncf.model.weight.v1.tar', [{ name: 'w/a.bin', content: 'a' }], 'w/a.bin'),
      modelArchive('application/vnd.cncf.model.doc.v1.tar+zstd', [{ name: 'docs/b.md', content: 'b' }], 'docs'),
      modelArchive('application/vnd.kitops.modelkit.code.v1.tar+gzip', [{ name: 'src/c.py', content: 'c' }]),
      modelArchive('application/vnd.kitops.modelkit.model.v1.tar', [{ name: 'src/d.py', content: 'd' }]),
      modelArchive('application/vnd.docker.ai.dir.tar', [{ name: 'tok/e', content: 'e' }], 'tok.tar'),
    ];
    expect(await pulled(layers)).toEqual([
      'out/docs/b.md = b',
      'out/src/c.py = c',
      'out/src/d.py = d',
      'out/tok/e = e',
      'out/w/a.bin = a',
    ]);
  });

  it.each(['../up', '/etc/passwd', 'a/../../b', 'dir/', ''])('refuses the path %j', async (path) => {
    expect(await refusal([modelFile('good', 'g'), modelFile(path, 'x')])).toMatch(/^ARCHIVE_INVALID: the path /);
  });

  it.each(['cncf.model.weight.v1.raw+gzip', 'kitops.modelkit.model.v1.raw+zstd', 'kitops.modelkit.docs.v1.raw+gzip'])(
    'are refused as compressed files (%s)',
    async (type) => {
      expect(await refusal([modelFile('a', '1', `application/vnd.${type}`)])).toMatch(
        /^UNSUPPORTED: .*compressed file/,
      );
    },
  );

  it('refuses two layers with one path', async () => {
    expect(await refusal([modelFile('a', '1'), modelFile('./a', '2')])).toMatch(/^ARCHIVE_INVALID: .*another layer/);
  });
});

describe('a WebAssembly layer without a title', () => {
  it.each([
    ['application/wasm', 'acme/deep/component', 'component.wasm'],
    ['application/vnd.wasm.content.layer.v1+wasm', 'hello', 'hello.wasm'],
    ['application/vnd.module.wasm.content.layer.v1+wasm', 'a/b.c', 'b.c.wasm'],
  ])('of type %s in %s becomes %s', async (mediaType, repository, name) => {
    expect(await pulled([fileLayer(undefined, 'w', { mediaType })], repository)).toEqual([`out/${name} = w`]);
  });

  it('keeps its title, and has no name in an artifact with several layers', async () => {
    const mediaType = 'application/wasm';
    expect(await pulled([fileLayer('x.wasm', 'w', { mediaType })])).toEqual(['out/x.wasm = w']);
    const layers = [fileLayer(undefined, 'w', { mediaType }), fileLayer(undefined, 'v', { mediaType })];
    expect(await refusal(layers)).toMatch(/^UNSUPPORTED: .*without a title/);
  });
});

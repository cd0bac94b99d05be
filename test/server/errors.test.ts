import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { OciError, ociErrorCodes, statusOf, type OciErrorCode } from '../../src/spec/index.ts';
import { send, specificationCodes } from './requests.ts';

class Failing extends MemoryRegistry {
  readonly #error: unknown;

  constructor(error: unknown) {
    super();
    this.#error = error;
  }

  override getTag(): never {
    throw this.#error;
  }

  override async resolveTag(): Promise<never> {
    throw this.#error;
  }
}

async function replyTo(wireCode: string): Promise<unknown> {
  await using server = await listen(new Failing(new OciError('UNKNOWN', 'x', { wireCode, status: 418 })));
  const { status, code, headers } = await send(server.url, 'GET', '/v2/a/manifests/v1');
  return [status, code, headers['oci-error-code']];
}

describe('error replies', () => {
  it('have a code of the specification, and the specific code in the detail and in a header', async () => {
    for (const code of ociErrorCodes) {
      await using server = await listen(new Failing(new OciError(code, 'it failed', { detail: { reason: code } })));
      const get = await send(server.url, 'GET', '/v2/a/manifests/v1');
      expect(get.status).toBe(statusOf(code));
      expect(get.headers['oci-error-code']).toBe(code);
      expect(get.headers['content-type']).toBe('application/json');
      const { errors } = JSON.parse(get.body.toString()) as { errors: unknown };
      const detail = { reason: code };
      if (specificationCodes.has(code)) expect(errors).toEqual([{ code, message: 'it failed', detail }]);
      else expect(errors).toMatchObject([{ detail: { 'oci-error-code': code, detail } }]);
      const head = await send(server.url, 'HEAD', '/v2/a/manifests/v1');
      expect([head.status, head.headers['oci-error-code'], head.body.byteLength]).toEqual([statusOf(code), code, 0]);
    }
  });

  it.each<[OciErrorCode, string]>([
    ['QUOTA', 'DENIED'],
    ['ALREADY_EXISTS', 'DENIED'],
    ['TAG_INVALID', 'NAME_INVALID'],
    ['DIGEST_MISMATCH', 'DIGEST_INVALID'],
    ['RANGE_INVALID', 'BLOB_UPLOAD_INVALID'],
  ])('have for %s the code %s, which other clients understand', async (code, wireCode) => {
    await using server = await listen(new Failing(new OciError(code, 'it failed')));
    const { body } = await send(server.url, 'GET', '/v2/a/manifests/v1');
    expect(JSON.parse(body.toString())).toMatchObject({ errors: [{ code: wireCode }] });
  });

  it('have the wire code of another registry if it is valid in a header', async () => {
    expect(await replyTo('TEAPOT_2')).toEqual([418, 'TEAPOT_2', 'TEAPOT_2']);
    expect(await replyTo('bad\r\nx: y')).toEqual([418, 'UNKNOWN', 'UNKNOWN']);
  });

  it('do not contain an unexpected error, which is logged', async () => {
    const logged: unknown[] = [];
    const secret = new Error('connection string postgres://u:hunter2@db');
    await using server = await listen(new Failing(secret), {
      onError: (error, operation) => logged.push([error, operation]),
    });
    const { status, code, body } = await send(server.url, 'GET', '/v2/a/manifests/v1');
    expect([status, code]).toEqual([500, 'UNKNOWN']);
    expect(body.toString()).not.toContain('hunter2');
    expect(logged).toEqual([[secret, 'GET /v2/a/manifests/v1']]);
  });

  it('do not contain paths of the server when the storage fails', async () => {
    const cause = Object.assign(new Error('x'), { code: 'ENOSPC' });
    await using server = await listen(
      new Failing(new OciError('FILE_SYSTEM', 'cannot write /srv/private/blob', { cause })),
    );
    const { status, code, body } = await send(server.url, 'GET', '/v2/a/manifests/v1');
    expect([status, code]).toEqual([500, 'FILE_SYSTEM']);
    expect(body.toString()).not.toContain('/srv');
    expect(body.toString()).toContain('ENOSPC');
  });
});

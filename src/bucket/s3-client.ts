import { AwsV4Signer } from 'aws4fetch';
import { collect, once } from '../streams/index.ts';
import { readErrorBody, type HttpMethod, type HttpResponse, type Transport } from '../http/index.ts';
import { digestHex, digestOf, OciError, printable } from '../spec/index.ts';
import { formatBucket, objectUrl, type BucketAddress } from './address.ts';
import { elementText } from './xml.ts';

/** Keys for the store. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Returns current credentials. Called for each request, so it must cache them until they expire. */
export type S3CredentialProvider = () => Promise<S3Credentials>;

export interface S3Request {
  readonly method: HttpMethod;
  /** Key without the prefix of the registry; undefined for the bucket. */
  readonly key?: string | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array | undefined;
  /** Sha256 of the body in hexadecimal, which the store then verifies. @default computed for a small body */
  readonly sha256?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @default the attempts of the transport */
  readonly attempts?: number | undefined;
  /** Describes the request in errors, for example `read a tag`. */
  readonly operation: string;
}

/** The failure of a request to the store. Clients of the registry see that it is unavailable. */
export class S3Error extends OciError {
  /** The code of the store, such as `AccessDenied`; empty if it sent none. */
  readonly s3Code: string;
  readonly s3Status: number;

  constructor(message: string, s3Code: string, s3Status: number) {
    super('UNAVAILABLE', message);
    this.s3Code = s3Code;
    this.s3Status = s3Status;
  }
}

/** Maximum bytes of an XML response. A page of 1,000 names has about 500 KiB. */
const maxXmlBytes = 8 * 1024 * 1024;
/** Bytes up to which the body is a part of the signature. The store receives larger ones over TLS, or unverified. */
const maxSignedBytes = 1024 * 1024;

function hashOf(body: Uint8Array = new Uint8Array()): string {
  return body.byteLength > maxSignedBytes ? 'UNSIGNED-PAYLOAD' : digestHex(digestOf(body));
}

/** Signs requests to one bucket and sends them. */
export class S3Client {
  readonly address: BucketAddress;
  readonly #transport: Transport;
  readonly #credentials: S3CredentialProvider;
  /** Derived keys, by day. */
  readonly #signingKeys = new Map<string, ArrayBuffer>();

  constructor(address: BucketAddress, transport: Transport, credentials: S3CredentialProvider) {
    this.address = address;
    this.#transport = transport;
    this.#credentials = credentials;
  }

  /** Sends a request. A response of any status is returned. @throws OciError as {@link Transport} */
  async send(request: S3Request): Promise<HttpResponse> {
    const { method, body, signal, attempts } = request;
    const headers: Record<string, string> = { ...request.headers };
    headers['x-amz-content-sha256'] = request.sha256 ?? hashOf(body);
    const signer = await this.#signer(request, headers, false);
    const signed = await signer.sign();
    return this.#transport({
      method,
      url: signed.url,
      headers: Object.fromEntries(signed.headers),
      body: body === undefined ? undefined : { open: () => once(body), length: body.byteLength },
      signal,
      attempts,
    });
  }

  /** Sends a request, and throws unless it succeeds. The body of the response is discarded. */
  async sendOk(request: S3Request): Promise<HttpResponse> {
    const response = await this.send(request);
    if (response.status >= 300) throw await this.failure(request, response);
    await response.body.discard();
    return response;
  }

  /** Sends a request and returns the XML of the response. */
  async sendForXml(request: S3Request): Promise<string> {
    const response = await this.send(request);
    if (response.status >= 300) throw await this.failure(request, response);
    const bytes = await collect(response.body, maxXmlBytes, 'the response of the store');
    return new TextDecoder().decode(bytes);
  }

  /** The error for a response with an unexpected status. Reads its body. */
  async failure({ operation }: Pick<S3Request, 'operation'>, response: HttpResponse): Promise<S3Error> {
    const text = (await readErrorBody(response)).text;
    const code = elementText(text, 'Code') ?? '';
    const message = elementText(text, 'Message') ?? '';
    const reason = [code, message].filter((part) => part !== '').join(': ');
    return new S3Error(
      `cannot ${operation} in ${formatBucket(this.address)}: the store answered ${response.status}` +
        (reason === '' ? '' : ` (${printable(reason, 300)})`),
      code,
      response.status,
    );
  }

  /** A URL with which anyone can read an object for some seconds. */
  async presign(key: string, seconds: number): Promise<string> {
    const query = { 'X-Amz-Expires': String(seconds) };
    const signer = await this.#signer({ method: 'GET', key, query }, {}, true);
    return (await signer.sign()).url.href;
  }

  async #signer(
    { method, key, query }: Pick<S3Request, 'method' | 'key' | 'query'>,
    headers: Record<string, string>,
    signQuery: boolean,
  ): Promise<AwsV4Signer> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.#credentials();
    const url = objectUrl(this.address, key === undefined ? '' : `${this.address.prefix}${key}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    return new AwsV4Signer({
      method,
      url: url.href,
      headers,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      service: 's3',
      region: this.address.region,
      cache: this.#signingKeys,
      signQuery,
    });
  }
}

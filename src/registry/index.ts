export { blobReader, bytesReader, observeReader, readerBody, type BlobReaderOptions } from './blob-reader.ts';
export * from './content.ts';
export { ForwardingRegistry } from './forwarding.ts';
export { endOfRange, indexAfter, pageOf, sortNames, type Page } from './page.ts';
export { partialRegistry } from './partial.ts';
export { pushContent, pushUnlessExists } from './push.ts';
export * from './registry.ts';
export * from './repository.ts';

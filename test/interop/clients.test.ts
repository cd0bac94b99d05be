import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accesses, type Access } from './access.ts';
import { clientContext, type ClientContext } from './clients/context.ts';
import { cosign } from './clients/cosign.ts';
import { crane } from './clients/crane.ts';
import { oras } from './clients/oras.ts';
import { regctl } from './clients/regctl.ts';
import { skopeo } from './clients/skopeo.ts';
import { makeImage, type ImageLayout } from './image.ts';
import { temporaryDirectory, type TemporaryDirectory } from './processes.ts';

const clients: Readonly<Record<string, (context: ClientContext) => Promise<void>>> = {
  oras,
  crane,
  regctl,
  skopeo,
  cosign,
};

let image: ImageLayout;
let images: TemporaryDirectory;
beforeAll(async () => {
  images = await temporaryDirectory();
  image = await makeImage(images.path);
});
afterAll(() => images[Symbol.asyncDispose]());

for (const [way, open] of Object.entries(accesses)) {
  describe(`the embedded registry over ${way}`, () => {
    const opened = new AsyncDisposableStack();
    let directory: TemporaryDirectory;
    let access: Access;
    beforeAll(async () => {
      directory = opened.use(await temporaryDirectory());
      access = opened.use(await open(directory.path));
    });
    afterAll(() => opened.disposeAsync());

    for (const [name, work] of Object.entries(clients)) {
      it(`works with ${name}`, async () => {
        await work(await clientContext(access, image, join(directory.path, name)));
        if (access.login !== undefined) expect(access.log()).not.toContain(access.login.password);
      });
    }
  });
}

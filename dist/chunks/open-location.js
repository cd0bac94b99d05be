import { c as withDefaultTag, t as LayoutRepository } from "./repository.js";
import { y as isDigest } from "./media-types.js";
import { n as connectRepository } from "./connect.js";
import { resolve } from "node:path";

// src/connect/open-location.ts
async function openLocation(location, options = {}) {
	if (location.kind === "registry") {
		const connection = await connectRepository(location, options);
		const close = () => connection.close();
		const { registry, repository } = connection;
		return {
			location,
			registry,
			repository,
			close,
			[Symbol.asyncDispose]: close
		};
	}
	const layout = await LayoutRepository.open(resolve(location.path), {
		readOnly: options.readOnly,
		create: options.create === false ? "never" : "in-empty-folder",
		signal: options.signal
	});
	const close = async () => {
		if (options.readOnly !== true) await layout.tidy();
	};
	return {
		location,
		repository: layout,
		close,
		[Symbol.asyncDispose]: close
	};
}
async function manifestLocation(repository, location, options = {}) {
	if (!(repository instanceof LayoutRepository) || location.digest !== void 0) return withDefaultTag(location);
	const reference = await repository.select(location.tag, options);
	return {
		...location,
		...isDigest(reference) ? { digest: reference } : { tag: reference }
	};
}

export { openLocation as n, manifestLocation as t };
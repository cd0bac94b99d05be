import { t as LayoutRepository } from "./repository.js";
import { r as connectRepository } from "./inputs-connection.js";
import { resolve } from "node:path";

// src/connect/open-location.ts
async function openLocation(endpoint, options = {}) {
	if (endpoint.kind === "registry") {
		const connection = await connectRepository(endpoint, options);
		const close = () => connection.close();
		const { registry, repository } = connection;
		return {
			endpoint,
			registry,
			repository,
			close,
			[Symbol.asyncDispose]: close
		};
	}
	const layout = await LayoutRepository.open(resolve(endpoint.path), {
		readOnly: options.readOnly,
		create: options.create === false ? "never" : "in-empty-folder",
		signal: options.signal
	});
	const close = async () => {
		if (options.readOnly !== true) await layout.tidy();
	};
	return {
		endpoint,
		repository: layout,
		close,
		[Symbol.asyncDispose]: close
	};
}

export { openLocation as t };
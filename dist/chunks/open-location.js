import { t as LayoutRepository } from "./repository2.js";
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

export { openLocation as t };
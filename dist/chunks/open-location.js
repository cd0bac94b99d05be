let require_entry_kind;
let require_layout;
let require_spec;
let require_connect;
let node_path;

// src/connect/open-location.ts
async function openLocation(given, options = {}) {
	(require_spec ??= require("./spec.js")).checkNumbers(options, { prepare: 0 });
	const location = (require_spec ??= require("./spec.js")).asLocation(given);
	if (location.kind === "registry") {
		const connection = await (require_connect ??= require("./connect.js")).connectRepository(location, options);
		connection.prepare(options.prepare ?? 0);
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
	const path = (0, (node_path ??= require("node:path")).resolve)(location.path);
	if (options.readOnly === true && await (require_entry_kind ??= require("./entry-kind.js")).kindOfTarget(path) === "file") {
		const { openLayoutArchive } = await Promise.resolve().then(() => require("./layout-archive.js"));
		const archive = await openLayoutArchive(path, { signal: options.signal });
		const close = async () => archive[Symbol.asyncDispose]();
		return {
			location,
			repository: archive.layout,
			close,
			[Symbol.asyncDispose]: close
		};
	}
	const layout = await (require_layout ??= require("./layout.js")).LayoutRepository.open(path, {
		readOnly: options.readOnly,
		create: options.create === false ? "never" : "in-empty-folder",
		journal: options.manyWrites,
		signal: options.signal
	});
	const close = async () => {
		if (options.readOnly === true) return;
		await layout.flush();
		await layout.tidy();
	};
	return {
		location,
		repository: layout,
		close,
		[Symbol.asyncDispose]: close
	};
}
async function manifestLocation(repository, location, options = {}) {
	if (location.kind === "registry" || !(repository instanceof (require_layout ??= require("./layout.js")).LayoutRepository) || location.digest !== void 0) return (require_spec ??= require("./spec.js")).withDefaultTag(location);
	const reference = await repository.select(location.tag, options);
	return {
		...location,
		...(require_spec ??= require("./spec.js")).isDigest(reference) ? { digest: reference } : { tag: reference }
	};
}

Object.defineProperty(exports, "manifestLocation", {
  enumerable: true,
  get: function () {
    return manifestLocation;
  }
});
Object.defineProperty(exports, "openLocation", {
  enumerable: true,
  get: function () {
    return openLocation;
  }
});
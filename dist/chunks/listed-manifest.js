let require_spec;

// src/transfer/listed-manifest.ts
async function readListed(source, cache, listed, subject, { signal, onWrongSize } = {}) {
	try {
		return {
			descriptor: listed,
			manifest: await cache.manifest(listed, { signal })
		};
	} catch (error) {
		const descriptor = await withRightSize(source, listed, error, { signal });
		const manifest = await cache.manifest(descriptor, { signal });
		onWrongSize?.(descriptor, listed.size, subject);
		return {
			descriptor,
			manifest
		};
	}
}
async function withRightSize(source, listed, error, { signal }) {
	if (!(require_spec ??= require("./spec.js")).isOciError(error, "SIZE_MISMATCH", "SIZE_LIMIT") || !isResolver(source)) throw error;
	const { size } = await source.resolve(listed.digest, { signal });
	if (size === listed.size) throw error;
	return {
		...listed,
		size
	};
}
function wrongSizeText(referrer, listed, subject) {
	return `the list of the referrers of ${subject.digest} is wrong: it has the size ${listed} for ${referrer.digest}, which has ${referrer.size} bytes`;
}
function isResolver(source) {
	return "resolve" in source && typeof source.resolve === "function";
}

Object.defineProperty(exports, "readListed", {
  enumerable: true,
  get: function () {
    return readListed;
  }
});
Object.defineProperty(exports, "withRightSize", {
  enumerable: true,
  get: function () {
    return withRightSize;
  }
});
Object.defineProperty(exports, "wrongSizeText", {
  enumerable: true,
  get: function () {
    return wrongSizeText;
  }
});
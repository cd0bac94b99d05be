import { S as digestHex } from "./media-types.js";
import { a as repositoryOf, n as formatLocation } from "./location.js";
import { o as formatReference } from "./reference.js";

// src/spec/result.ts
function resultAt(location, manifest, tags) {
	const { digest, mediaType, size, artifactType = "" } = manifest;
	const [tag] = tags;
	const home = repositoryOf(location);
	const shared = {
		digest,
		reference: formatLocation(tag === void 0 ? {
			...home,
			digest
		} : {
			...home,
			tag
		}),
		mediaType,
		artifactType,
		size
	};
	if (location.kind === "layout") return {
		...shared,
		pinnedReference: "",
		name: "",
		tags: [],
		checksums: ""
	};
	const repository = {
		registry: location.registry,
		repository: location.repository
	};
	const name = formatReference(repository);
	return {
		...shared,
		pinnedReference: formatReference({
			...repository,
			digest
		}),
		name,
		tags: tags.map((each) => formatReference({
			...repository,
			tag: each
		})),
		checksums: `${digestHex(digest)}  ${name}`
	};
}

export { resultAt as t };
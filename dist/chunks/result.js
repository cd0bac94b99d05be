let require_descriptor;
let require_repository;
let require_reference;

// src/spec/result.ts
function resultAt(location, manifest, tags) {
	const { digest, mediaType, size, artifactType = "" } = manifest;
	const [tag] = tags;
	const home = (require_repository ??= require("./repository.js")).repositoryOf(location);
	const shared = {
		digest,
		reference: (require_repository ??= require("./repository.js")).formatLocation(tag === void 0 ? {
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
	const name = (require_reference ??= require("./reference.js")).formatReference(repository);
	return {
		...shared,
		pinnedReference: (require_reference ??= require("./reference.js")).formatReference({
			...repository,
			digest
		}),
		name,
		tags: tags.map((each) => (require_reference ??= require("./reference.js")).formatReference({
			...repository,
			tag: each
		})),
		checksums: `${(require_descriptor ??= require("./descriptor.js")).digestHex(digest)}  ${name}`
	};
}

Object.defineProperty(exports, "resultAt", {
  enumerable: true,
  get: function () {
    return resultAt;
  }
});
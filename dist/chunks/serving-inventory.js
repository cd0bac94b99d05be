// src/commands/serving-inventory.ts
async function takeInventory(store, options = {}) {
	let repositories = 0;
	let tags = 0;
	for await (const repository of store.repositories(options)) {
		repositories++;
		for await (const tag of store.tags(repository, options)) if (tag !== "") tags++;
	}
	const seen = /* @__PURE__ */ new Set();
	let bytes = 0;
	for await (const { digest, size } of store.contents(options)) {
		if (seen.has(digest)) continue;
		seen.add(digest);
		bytes += size;
	}
	return {
		repositories,
		tags,
		blobs: seen.size,
		bytes
	};
}

export { takeInventory as t };
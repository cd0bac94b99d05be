import { x as closedEarly } from "./scrub.js";

// src/registry/borrowed-chunks.ts
async function* borrowedChunks(reader) {
	const { pipeTo } = reader;
	if (pipeTo === void 0) {
		yield* reader;
		return;
	}
	let given = awaited();
	let taken = awaited();
	const pouring = pipeTo.call(reader, (chunk) => {
		taken = awaited();
		given.resolve(chunk);
		return taken.promise;
	}).then(() => given.resolve(void 0), (error) => given.reject(error));
	let ended = false;
	try {
		for (;;) {
			const chunk = await given.promise;
			if (chunk === void 0) break;
			given = awaited();
			yield chunk;
			taken.resolve();
		}
		ended = true;
	} finally {
		if (!ended) {
			taken.reject(closedEarly(reader.descriptor));
			await reader.close();
		}
		await pouring;
	}
}
function awaited() {
	const made = Promise.withResolvers();
	made.promise.catch(() => void 0);
	return made;
}

export { borrowedChunks as t };
let require_descriptor;

// src/concurrency/abortable.ts
function anySignal(signal, other) {
	return other === void 0 ? signal : AbortSignal.any([signal, other]);
}
function untilAborted(work, signal) {
	const start = () => typeof work === "function" ? work() : work;
	if (signal === void 0) return start();
	return new Promise((resolve, reject) => {
		const abort = () => reject((require_descriptor ??= require("./descriptor.js")).abortedError(signal));
		if (signal.aborted) {
			abort();
			if (typeof work !== "function") work.catch(() => void 0);
			return;
		}
		signal.addEventListener("abort", abort, { once: true });
		start().then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}
async function* abortable(source, signal) {
	(require_descriptor ??= require("./descriptor.js")).throwIfAborted(signal);
	if (signal === void 0) {
		yield* source;
		return;
	}
	const iterator = source[Symbol.asyncIterator]();
	let ended = false;
	try {
		for (;;) {
			const step = await untilAborted(() => iterator.next(), signal);
			if (step.done === true) {
				ended = true;
				return;
			}
			yield step.value;
		}
	} catch (error) {
		ended = true;
		if (signal.aborted) closeQuietly(iterator);
		throw error;
	} finally {
		if (!ended) await iterator.return?.();
	}
}
async function closeQuietly(iterator) {
	try {
		await iterator.return?.();
	} catch {}
}

Object.defineProperty(exports, "abortable", {
  enumerable: true,
  get: function () {
    return abortable;
  }
});
Object.defineProperty(exports, "anySignal", {
  enumerable: true,
  get: function () {
    return anySignal;
  }
});
Object.defineProperty(exports, "untilAborted", {
  enumerable: true,
  get: function () {
    return untilAborted;
  }
});
import { r as untilAborted } from "./abortable.js";

// src/concurrency/mutex.ts
var Semaphore = class {
	#free;
	#waiting = [];
	constructor(limit) {
		this.#free = limit;
	}
	async run(work, priority = 0) {
		if (this.#free > 0) this.#free--;
		else await this.#wait(priority);
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next === void 0) this.#free++;
			else next.start();
		}
	}
	#wait(priority) {
		let low = 0;
		let high = this.#waiting.length;
		while (low < high) {
			const middle = low + high >>> 1;
			if ((this.#waiting[middle]?.priority ?? priority) < priority) high = middle;
			else low = middle + 1;
		}
		const position = low;
		return new Promise((resolve) => {
			this.#waiting.splice(position, 0, {
				priority,
				start: resolve
			});
		});
	}
};
var KeyedMutex = class {
	#tails = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		const before = this.#tails.get(key) ?? Promise.resolve();
		const { promise: tail, resolve: release } = Promise.withResolvers();
		this.#tails.set(key, tail);
		try {
			await untilAborted(before, signal);
			return await work();
		} finally {
			before.then(() => {
				if (this.#tails.get(key) === tail) this.#tails.delete(key);
				release();
			});
		}
	}
};

export { Semaphore as n, KeyedMutex as t };